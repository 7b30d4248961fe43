import { type Clock, setRepeatingTimer, type Timer } from "../net/clock.ts";
import type { Bus, StreamName } from "./bus.ts";

/** How often the end of a stream is noted, in milliseconds. */
const INTERVAL_MS = 2000;

/** An entry that was in a stream for so long has come while the connection lasted, in milliseconds. */
const MARGIN_MS = 5000;

/** The maximum number of marks of a stream: older ones are not needed. */
const MAX_MARKS = 10;

/** Notes how far the streams have come, so that only entries that may be missing are read again. */
export class StreamMarks {
  readonly #bus: Pick<Bus, "lastSequence" | "isConnected">;
  readonly #clock: Clock;
  readonly #marks: Record<StreamName, { readonly place: number; readonly at: number }[]> = {
    history: [],
    recent: [],
  };
  readonly #timer: Timer;
  /** Since when nothing has come; `undefined` while there is a connection. */
  #lostAt: number | undefined;

  constructor(bus: Pick<Bus, "lastSequence" | "isConnected">, clock: Clock) {
    this.#bus = bus;
    this.#clock = clock;
    this.#timer = setRepeatingTimer(clock, INTERVAL_MS, () => this.#note());
  }

  #note(): void {
    if (this.#lostAt !== undefined) return;
    for (const stream of ["history", "recent"] as const) void this.#noteOne(stream);
  }

  async #noteOne(stream: StreamName): Promise<void> {
    const at = this.#clock.now();
    try {
      const place = await this.#bus.lastSequence(stream);
      const marks = this.#marks[stream];
      // A stream that begins anew has smaller places.
      if (place < (marks.at(-1)?.place ?? 0)) marks.length = 0;
      if (this.#lostAt !== undefined) return;
      marks.push({ place, at });
      if (marks.length > MAX_MARKS) marks.shift();
    } catch {
      // The next one will do.
    }
  }

  /** Learns that the connection is lost. */
  onLost(): void {
    this.#lostAt ??= this.#clock.now();
  }

  /** Learns that everything that was missed has come. */
  onCaughtUp(): void {
    this.#lostAt = undefined;
  }

  /** Returns a place of a stream up to which everything has come; 0 if none is known. */
  safePlace(stream: StreamName): number {
    const until = (this.#lostAt ?? this.#clock.now()) - MARGIN_MS;
    // The last mark may be of the moment before the process was stopped.
    const marks = this.#marks[stream].slice(0, -1).filter(({ at }) => at <= until);
    return marks.at(-1)?.place ?? 0;
  }

  /** Stops. */
  close(): void {
    this.#timer.cancel();
  }
}

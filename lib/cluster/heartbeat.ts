import type { Clock, Timer } from "../net/clock.ts";
import { type Echo, encodeJson, type ServerInfo } from "./beats.ts";
import type { Bus } from "./bus.ts";

/** The subject of beats. */
export const BEAT = "beat";

/** How often a server sends a beat, in milliseconds. */
const BEAT_MS = 1000;

/** When many servers are new at once, one beat is for all, in milliseconds. */
const GREETING_DELAY_MS = 20;

/** How many of its own beats a server remembers: no echo takes longer. */
const MAX_BEATS = 16;

/** The contents of a beat. */
export interface BeatContents {
  readonly heard: readonly Echo[];
  readonly lastId: number;
}

/** The beats of this server. */
export class Heartbeat {
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #self: () => ServerInfo;
  readonly #contents: () => BeatContents;
  #count = 0;
  /** When the last beats were sent, by number. */
  readonly #sentAt = new Map<number, number>();
  #lastAt = -Infinity;
  #greeting: Timer | undefined;

  constructor(bus: Bus, clock: Clock, self: () => ServerInfo, contents: () => BeatContents) {
    this.#bus = bus;
    this.#clock = clock;
    this.#self = self;
    this.#contents = contents;
  }

  /** Begins to count anew, for another boot. */
  restart(): void {
    this.#count = 0;
    this.#sentAt.clear();
  }

  /** Returns when this server has sent the beat of an echo; `undefined` if the echo is for another one. */
  sentAt([slot, boot, n]: Echo): number | undefined {
    const self = this.#self();
    if (slot !== self.slot || boot !== self.boot) return undefined;
    return this.#sentAt.get(n) ?? -Infinity;
  }

  beatIfDue(): void {
    if (this.#clock.now() - this.#lastAt >= BEAT_MS) this.beat();
  }

  /** Lets a server that has just started know of this one before the next beat is due. */
  greet(): void {
    this.#greeting ??= this.#clock.setTimer(GREETING_DELAY_MS, () => {
      this.#greeting = undefined;
      this.beat();
    });
  }

  beat(): void {
    this.#lastAt = this.#clock.now();
    this.#sentAt.set(++this.#count, this.#lastAt);
    this.#sentAt.delete(this.#count - MAX_BEATS);
    this.#publish(false);
  }

  /** Says goodbye. */
  end(): void {
    this.cancel();
    this.#publish(true);
  }

  /** Sends nothing more by itself. */
  cancel(): void {
    this.#greeting?.cancel();
    this.#greeting = undefined;
  }

  #publish(isLast: boolean): void {
    const beat = { ...this.#self(), n: this.#count, ...this.#contents(), isLast };
    this.#bus.publish(BEAT, encodeJson(beat));
  }
}

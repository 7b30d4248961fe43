import type { Clock, Timer } from "../net/clock.ts";
import type { Bus } from "./bus.ts";

/** The pause before a stream is purged again, in milliseconds. */
const RETRY_MS = 1000;

/** Removes what was said in channels that exist no longer, as often as it takes. */
export class Purges {
  readonly #bus: Pick<Bus, "purge">;
  readonly #clock: Clock;
  readonly #subjects = new Set<string>();
  #timer: Timer | undefined;
  #isRunning = false;

  constructor(bus: Pick<Bus, "purge">, clock: Clock) {
    this.#bus = bus;
    this.#clock = clock;
  }

  /**
   * Removes the messages of a subject from the history.
   *
   * @param settled Resolves once what was said before is in the stream.
   */
  add(subject: string, settled: Promise<void> | undefined): void {
    this.#subjects.add(subject);
    void Promise.resolve(settled).then(() => this.run());
  }

  /** Purges what waits for it. Never rejects. */
  async run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      for (const subject of this.#subjects) {
        await this.#bus.purge("history", subject);
        this.#subjects.delete(subject);
      }
    } catch {
      this.#timer ??= this.#clock.setTimer(RETRY_MS, () => {
        this.#timer = undefined;
        void this.run();
      });
    } finally {
      this.#isRunning = false;
    }
  }

  /** Stops, after a last attempt. */
  async close(): Promise<void> {
    this.#timer?.cancel();
    if (this.#subjects.size > 0) await this.run();
    this.#timer?.cancel();
  }
}

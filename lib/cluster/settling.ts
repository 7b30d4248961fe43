import type { Clock, Timer } from "../net/clock.ts";

/** How long confirmations wait for a stream at most, in milliseconds. */
const MAX_SETTLING_MS = 1500;

/** All connections that wait for the same batch. */
interface Waiter {
  readonly number: number;
  /** When it has waited long enough, by the clock. */
  readonly until: number;
  readonly settled: PromiseWithResolvers<void>;
}

/** The connections that wait until batches of messages are in their streams, for a while at most. */
export class Settling {
  readonly #clock: Clock;
  /** In the order of the numbers and of the times. */
  readonly #waiters: Waiter[] = [];
  /** Runs out for the first of them: a timer for each would cost more than its message. */
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves once all batches up to a number are in their streams. The number never falls. */
  wait(number: number): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    const last = this.#waiters.at(-1);
    if (last?.number === number) return last.settled.promise;
    const until = this.#clock.now() + MAX_SETTLING_MS;
    const settled = Promise.withResolvers<void>();
    this.#waiters.push({ number, until, settled });
    this.#timer ??= this.#wakeAt(until);
    return settled.promise;
  }

  /** Learns that all batches before a number are in their streams. */
  settleBefore(number: number): void {
    this.#release((waiter) => waiter.number < number);
  }

  /** Lets everybody go on. */
  giveUp(): void {
    this.#release(() => true);
  }

  #release(isDone: (waiter: Waiter) => boolean): void {
    while (this.#waiters.length > 0 && isDone(this.#waiters[0]!)) {
      this.#waiters.shift()!.settled.resolve();
    }
  }

  #wakeAt(time: number): Timer {
    return this.#clock.setTimer(time - this.#clock.now(), () => {
      const now = this.#clock.now();
      this.#release(({ until }) => until <= now);
      const [first] = this.#waiters;
      this.#timer = first && this.#wakeAt(first.until);
    });
  }

  /** Stops, and lets everybody go on, also those who come later. */
  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.giveUp();
  }
}

import type { Clock, Timer } from "../../lib/net/clock.ts";

/** A timer that has not run yet. */
interface PendingTimer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it, so that no test waits for real time. */
export class ManualClock implements Clock {
  #now = 0;
  /** In the order in which they were set. */
  readonly #timers = new Set<PendingTimer>();

  /** The number of timers that have neither run nor been cancelled. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    const timer = { dueAt: this.#now + delayMs, callback };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  /** Moves the time on, and runs each timer that falls due, at its own time. */
  advance(durationMs: number): void {
    const end = this.#now + durationMs;
    for (let timer = this.#nextDue(end); timer; timer = this.#nextDue(end)) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.dueAt);
      timer.callback();
    }
    this.#now = end;
  }

  /** Moves the time on as if the process had been stopped: timers that fall due run with the next advance. */
  jump(durationMs: number): void {
    this.#now += durationMs;
  }

  #nextDue(end: number): PendingTimer | undefined {
    let next: PendingTimer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueAt <= end && (!next || timer.dueAt < next.dueAt)) next = timer;
    }
    return next;
  }
}

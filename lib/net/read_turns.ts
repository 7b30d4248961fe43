/** The longest turn: the event loop should look for input this often, in milliseconds. */
const MAX_TURN_MS = 8;

/**
 * Shares the event loop among the connections that are read. A read that is ready resolves at once, so
 * one client that sends without a pause could keep the loop from ever noticing the others. When a
 * turn has lasted too long, connections stand in line until the loop has looked for input again.
 * Those that have more input at hand let the others go first.
 *
 * This is about the event loop and not about the passing of time, so it takes no clock.
 */
export class ReadTurns {
  #startedAt = 0;
  #isRunning = false;
  #timeOfDay: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Let connections go on: those that may have no more input, and those that have. */
  #light: (() => void)[] = [];
  #heavy: (() => void)[] = [];
  #nextTurn: PromiseWithResolvers<void> | undefined;
  #longestMs = 0;

  /** Marks that input is about to be processed, which begins a turn unless one has begun already. */
  begin(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#startedAt = performance.now();
    // The runtime looks for timers and for input together, so the timer tells that it has looked.
    this.#timer = setTimeout(() => this.#end(), 0);
  }

  /**
   * Returns a promise if a connection has to wait for its next turn.
   *
   * @param hasMore Whether the connection has more input at hand.
   */
  pause(hasMore: boolean): Promise<void> | undefined {
    if (!this.#isOver && !(hasMore && this.#heavy.length > 0)) return undefined;
    return new Promise((resolve) => (hasMore ? this.#heavy : this.#light).push(resolve));
  }

  /** Resolves when the event loop has looked for input. */
  next(): Promise<void> {
    this.begin();
    return (this.#nextTurn ??= Promise.withResolvers<void>()).promise;
  }

  get #isOver(): boolean {
    return this.#isRunning && performance.now() - this.#startedAt > MAX_TURN_MS;
  }

  /** The milliseconds since 1970, the same during a turn: asking the system for each message is slow. */
  get timeOfDay(): number {
    if (!this.#isRunning) return Date.now();
    return this.#timeOfDay ??= Date.now();
  }

  /** Returns the longest turn since the last call, in milliseconds: how long input has waited. */
  takeLongestMs(): number {
    const longestMs = this.#longestMs;
    this.#longestMs = 0;
    return longestMs;
  }

  /** Lets everybody go on, when the server has stopped. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#isRunning = false;
    this.#resolveNextTurn();
    for (const goOn of [...this.#light, ...this.#heavy]) goOn();
    this.#light = [];
    this.#heavy = [];
  }

  #end(): void {
    this.#longestMs = Math.max(this.#longestMs, performance.now() - this.#startedAt);
    this.#timeOfDay = undefined;
    this.#isRunning = false;
    this.#resolveNextTurn();
    this.#releaseNext();
  }

  #resolveNextTurn(): void {
    this.#nextTurn?.resolve();
    this.#nextTurn = undefined;
  }

  /** Lets connections go on one by one, each once the one before has processed some input. */
  #releaseNext(): void {
    if (this.#isOver) return;
    const goOn = this.#light.shift() ?? this.#heavy.shift();
    if (!goOn) return;
    this.begin();
    goOn();
    queueMicrotask(() => this.#releaseNext());
  }
}

/** The longest turn: the event loop should look for input this often, in milliseconds. */
const MAX_TURN_MS = 8;

/**
 * Shares the event loop among the connections that are read. A read that is ready resolves at once, so
 * one client that sends without a pause could keep the loop from ever noticing the others. Once a
 * turn has lasted too long, connections wait until the loop has looked for input again. This is about
 * the event loop and not about the passing of time, so it takes no clock.
 */
export class ReadTurns {
  #startedAt = 0;
  #timeOfDay: number | undefined;
  #next: PromiseWithResolvers<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #longestMs = 0;

  /** Marks that input is about to be processed, which begins a turn unless one has begun already. */
  begin(): void {
    if (this.#next) return;
    this.#next = Promise.withResolvers();
    this.#startedAt = performance.now();
    // The runtime looks for timers and for input together, so the timer tells that it has looked.
    this.#timer = setTimeout(() => this.#end(), 0);
  }

  /** Returns a promise for the next turn if this one has lasted too long. */
  get pause(): Promise<void> | undefined {
    if (!this.#next || performance.now() - this.#startedAt <= MAX_TURN_MS) return undefined;
    return this.#next.promise;
  }

  /** The milliseconds since 1970, the same during a turn: asking the system for each message is slow. */
  get timeOfDay(): number {
    if (!this.#next) return Date.now();
    return this.#timeOfDay ??= Date.now();
  }

  /** Returns the longest turn since the last call, in milliseconds: how long input has waited. */
  takeLongestMs(): number {
    const longestMs = this.#longestMs;
    this.#longestMs = 0;
    return longestMs;
  }

  /** Ends the present turn, when the server has stopped. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#end();
  }

  #end(): void {
    if (!this.#next) return;
    this.#longestMs = Math.max(this.#longestMs, performance.now() - this.#startedAt);
    this.#timeOfDay = undefined;
    const { resolve } = this.#next;
    this.#next = undefined;
    resolve();
  }
}

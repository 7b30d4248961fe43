/** How long a server may be silent before the client sends a ping, in milliseconds. */
const PING_AFTER_MS = 20_000;

/** How long it may then go on being silent, in milliseconds. */
const DEAD_AFTER_MS = 35_000;

/** A timer that is later than this shows that the program did not run, in milliseconds. */
const MAX_DELAY_MS = 5000;

/** The options of a {@linkcode Heartbeat}. */
export interface HeartbeatOptions {
  /** Sends a ping, which the server has to answer. */
  ping(): void;
  /** Handles a server that is silent although it should have answered. */
  onDead(): void;
  /** Reports whether the client reads what the server sends; without it, it always does. */
  isReading?(): boolean;
  readonly pingAfterMs?: number | undefined;
  readonly deadAfterMs?: number | undefined;
}

/** Finds out within a minute that a silent server is gone, by pings. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #heardAt = performance.now();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#wait(this.#pingAfterMs);
  }

  /** Records that the server has sent something. */
  heard(): void {
    // Setting the timer again for each message would cost more than reading the message.
    this.#heardAt = performance.now();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  get #pingAfterMs(): number {
    return this.#options.pingAfterMs ?? PING_AFTER_MS;
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => this.#check(), ms);
  }

  #check(): void {
    const left = this.#heardAt + this.#pingAfterMs - performance.now();
    if (left > 0) this.#wait(left);
    else this.#ask();
  }

  /** Sends pings from now on: after the first one, the server takes a client without any for dead. */
  #ask(): void {
    const askedAt = performance.now();
    this.#options.ping();
    const deadAfterMs = this.#options.deadAfterMs ?? DEAD_AFTER_MS;
    this.#timer = setTimeout(() => {
      // A program that was stopped, or does not read, cannot tell: the answer may be waiting.
      const isLate = performance.now() - askedAt > deadAfterMs + MAX_DELAY_MS;
      const canTell = !isLate && (this.#options.isReading?.() ?? true);
      if (canTell && this.#heardAt < askedAt) return this.#options.onDead();
      this.#ask();
    }, deadAfterMs);
  }
}

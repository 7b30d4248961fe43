import type { Timer } from "../net/clock.ts";

/** How often to look whether everything is written, in milliseconds. */
const CHECK_MS = 100;

/** The connection that messages were handed to. */
export interface HandoverConnection {
  /** What is queued for it alone. */
  readonly outbox: { readonly ownBacklog: number };
  setTimer(delayMs: number, callback: () => void): Timer;
}

/**
 * Messages that were queued for a connection. They count as delivered once its socket has taken them
 * all. If the connection ends before, they come again at the next login.
 */
export class Handover {
  readonly #connection: HandoverConnection;
  readonly #onOver: (isDelivered: boolean) => void;
  #isOver = false;

  /** @param onOver Called once the messages are delivered, or will not be. */
  constructor(connection: HandoverConnection, onOver: (isDelivered: boolean) => void) {
    this.#connection = connection;
    this.#onOver = onOver;
    this.#checkLater();
  }

  /** Learns that the connection ends: this is the last moment to look. */
  end(): void {
    this.#check();
    if (!this.#isOver) this.#finish(false);
  }

  #check(): void {
    if (!this.#isOver && this.#connection.outbox.ownBacklog === 0) this.#finish(true);
  }

  #finish(isDelivered: boolean): void {
    this.#isOver = true;
    this.#onOver(isDelivered);
  }

  #checkLater(): void {
    this.#connection.setTimer(CHECK_MS, () => {
      this.#check();
      if (!this.#isOver) this.#checkLater();
    });
  }
}

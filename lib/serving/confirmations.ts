/** Tells when the messages of this server's users are safe: other servers get them, come what may. */
export interface Confirmations {
  /**
   * The number of messages and records that were handed over so far. It grows in the same call in
   * which the hub emits an event, before anything that follows from the event is written.
   */
  readonly published: number;

  /**
   * Returns a promise that resolves once everything handed over so far is safe, or when that takes
   * too long. Returns `undefined` if everything is safe already. The promise never rejects.
   */
  settled(): Promise<void> | undefined;
}

/** The writes of a connection. */
export interface HeldWrites {
  /** Starts no write until `settled` resolves. Resolves once writing has gone on. */
  hold(settled: Promise<void>): Promise<void>;
}

/**
 * How many inputs in a row are processed before the messages in the first of them are safe. A client's
 * burst arrives in several reads, as buffers are small at first, and goes to other servers at once.
 */
const MAX_AHEAD = 8;

/**
 * Holds back what a connection writes behind its client's own messages until these are safe. A client
 * that reads a confirmation may then rely on it, even if the server dies in the next moment.
 */
export class ReplyHold {
  readonly #confirmations: Confirmations;
  readonly #writes: HeldWrites;
  /** While an answer is pending, what was published before it. */
  #publishedBefore: number | undefined;
  #held: Promise<void> | undefined;
  /** How many inputs were processed since something is held. */
  #ahead = 0;

  constructor(confirmations: Confirmations, writes: HeldWrites) {
    this.#confirmations = confirmations;
    this.#writes = writes;
  }

  /**
   * Processes input. Returns a promise when nothing more may be read until it resolves.
   *
   * @param process Processes the input now, or at the latest until its promise resolves.
   * @param hasMore Whether more input is probably at hand.
   */
  during(process: () => Promise<void> | void, hasMore = false): Promise<void> | void {
    const before = this.#confirmations.published;
    const processed = process();
    this.#holdIfBeyond(before);
    if (processed) return this.#finishLater(processed);
    if (hasMore && this.#held && ++this.#ahead < MAX_AHEAD) return;
    return this.#takeHeld();
  }

  /** Learns that a reply is about to be queued, which may come after an answer that was pending. */
  beforeReply(): void {
    if (this.#publishedBefore === undefined) return;
    // Others may have published meanwhile: their messages are waited for, too.
    this.#holdIfBeyond(this.#publishedBefore);
    this.#publishedBefore = this.#confirmations.published;
  }

  async #finishLater(processed: Promise<void>): Promise<void> {
    this.#publishedBefore = this.#confirmations.published;
    await processed;
    this.beforeReply();
    this.#publishedBefore = undefined;
    await this.#takeHeld();
  }

  #takeHeld(): Promise<void> | undefined {
    const held = this.#held;
    this.#held = undefined;
    this.#ahead = 0;
    return held;
  }

  #holdIfBeyond(before: number): void {
    if (this.#confirmations.published === before) return;
    const settled = this.#confirmations.settled();
    if (settled) this.#held = this.#writes.hold(settled);
  }
}

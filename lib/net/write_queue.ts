import type { Clock } from "./clock.ts";

/** The most writes that are pending at a time. More would not make the server faster. */
const MAX_PENDING_WRITES = 128;

/** A write that is still pending after this many others have completed waits for its client. */
const STALLED_AFTER_WRITES = 2 * MAX_PENDING_WRITES;

/** The entries of connections that had their turn are removed from the queue when there are this many. */
const MAX_SERVED_ENTRIES = 1024;

/** The time between two checks for stalled writes while connections wait, in milliseconds. */
const CHECK_INTERVAL_MS = 5;

/** A write that is still pending after so many checks waits for its client, too. */
const STALLED_AFTER_CHECKS = 4;

/** A connection that takes turns. */
export interface QueuedWriter {
  /** Whether it waits for its turn. Only the queue sets this. */
  isQueued: boolean;

  /**
   * Starts a write of everything that is due now, and calls {@linkcode WriteQueue.finished} when it
   * has completed. Returns whether there was anything to write.
   */
  startWrite(): boolean;
}

/**
 * Lets connections write in turn. The runtime completes only some of many pending writes in each
 * turn of the event loop. Without a queue it would serve the same connections again and again with
 * little to write, while others' backlogs grow.
 *
 * A write that waits for its client gives up its place, so stalled clients delay nobody.
 */
export class WriteQueue {
  readonly #clock: Clock;
  #queue: QueuedWriter[] = [];
  #head = 0;
  /** The writes that hold a place, and the number of completed writes when each started. */
  readonly #pending = new Map<QueuedWriter, number>();
  #completed = 0;
  /** The number of completed writes at the start of the last checks, the latest first. */
  readonly #completedAtChecks: number[] = [];
  #isChecking = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Gives a connection its turn once those before it had theirs. It must not be writing. */
  add(writer: QueuedWriter): void {
    if (writer.isQueued) return;
    if (this.#head === this.#queue.length && this.#hasPlace) return this.#start(writer);
    writer.isQueued = true;
    this.#queue.push(writer);
    this.#startWrites();
  }

  /** Learns that a write has completed or failed. */
  finished(writer: QueuedWriter): void {
    this.#completed++;
    if (this.#pending.delete(writer)) this.#startWrites();
  }

  #startWrites(): void {
    while (this.#head < this.#queue.length) {
      if (!this.#hasPlace) return this.#wait();
      const writer = this.#queue[this.#head++]!;
      writer.isQueued = false;
      this.#start(writer);
    }
    this.#queue.length = 0;
    this.#head = 0;
  }

  #wait(): void {
    if (this.#head >= MAX_SERVED_ENTRIES) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    this.#checkLater();
  }

  get #hasPlace(): boolean {
    return this.#pending.size < MAX_PENDING_WRITES;
  }

  #start(writer: QueuedWriter): void {
    if (writer.startWrite()) this.#pending.set(writer, this.#completed);
  }

  #checkLater(): void {
    if (this.#isChecking) return;
    this.#isChecking = true;
    this.#completedAtChecks.unshift(this.#completed);
    this.#completedAtChecks.length = Math.min(STALLED_AFTER_CHECKS, this.#completedAtChecks.length);
    this.#clock.setTimer(CHECK_INTERVAL_MS, () => {
      this.#isChecking = false;
      this.#releaseStalled();
      this.#startWrites();
    });
  }

  #releaseStalled(): void {
    const isStandstill = this.#completed === this.#completedAtChecks[0];
    // Clients that read little by little could complete just enough writes to hold all places.
    const longAgo = this.#completedAtChecks[STALLED_AFTER_CHECKS - 1] ?? -1;
    const latestStart = Math.max(longAgo, this.#completed - STALLED_AFTER_WRITES);
    for (const [writer, completedAtStart] of this.#pending) {
      if (isStandstill || completedAtStart <= latestStart) this.#pending.delete(writer);
    }
  }
}

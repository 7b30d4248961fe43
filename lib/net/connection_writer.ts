import { isBug } from "../errors/bug.ts";
import type { Socket } from "../transport/socket.ts";
import type { Flushable } from "./flush_pass.ts";
import { Outbox } from "./outbox.ts";
import type { Shared } from "./shared.ts";
import type { Receiver } from "./slow_consumer.ts";
import type { QueuedWriter } from "./write_queue.ts";

/** The connection that a writer belongs to. */
export interface WriterOwner extends Receiver {
  /** Whether the client is still served, so that a lag matters. */
  readonly isServed: boolean;

  /** Everything queued has been written. */
  onDrained(): void;

  /** A write has failed: the client is gone. */
  onBroken(): void;

  /** Handles an exception that nobody expected. */
  onInternalError(error: unknown): void;
}

/** Writes an outbox to a socket, one write at a time, whenever it is the connection's turn. */
export class ConnectionWriter implements Flushable, QueuedWriter {
  readonly outbox = new Outbox(this);
  isQueued = false;
  readonly #socket: Socket;
  readonly #owner: WriterOwner;
  readonly #shared: Shared;
  /** The size of the pending write, in bytes. The outbox knows how far writing got. */
  #pendingBytes = 0;
  #ticksWithoutProgress = 0;
  /** The number of holds that have not been lifted yet. */
  #holds = 0;
  /** The turn that a hold waits for once it is lifted. */
  #turn: PromiseWithResolvers<void> | undefined;
  #isStopped = false;

  constructor(socket: Socket, owner: WriterOwner, shared: Shared) {
    this.#socket = socket;
    this.#owner = owner;
    this.#shared = shared;
  }

  /** The size of the pending write, in bytes; 0 when there is none. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Whether a write is pending. */
  get isWriting(): boolean {
    return this.#pendingBytes > 0;
  }

  /** Counts the calls since a write last made progress or was held back; returns the count. */
  tick(): number {
    return this.#holds > 0 ? 0 : ++this.#ticksWithoutProgress;
  }

  /**
   * Starts no write until `settled` resolves: what is queued is written afterwards, in order. A
   * pending write goes on.
   *
   * @returns a promise that resolves once the connection has had its turn to write. The next hold
   * must not come before, or a connection that is held again and again would never write.
   */
  async hold(settled: Promise<unknown>): Promise<void> {
    this.#holds++;
    try {
      await settled;
    } catch (error) {
      this.#owner.onInternalError(error);
    }
    this.#holds--;
    this.flush();
    if (this.isQueued) await (this.#turn ??= Promise.withResolvers()).promise;
  }

  /** Starts no more writes: the socket is closed. */
  stop(): void {
    this.#isStopped = true;
    this.#endTurn();
    this.#shared.slowConsumers.remove(this.outbox);
  }

  flush(): void {
    if (this.#isStopped) return;
    try {
      const canWrite = this.#pendingBytes === 0 && this.#holds === 0;
      if (canWrite) this.#shared.writeQueue.add(this);
      else if (this.#owner.isServed) this.#shared.slowConsumers.check(this.#owner);
    } catch (error) {
      // The other readers of a log still get their turn.
      this.#owner.onInternalError(error);
    }
  }

  startWrite(): boolean {
    if (this.#turn) this.#endTurn();
    if (this.#isStopped || this.#holds > 0) return false;
    try {
      return this.#startWrite();
    } catch (error) {
      this.#owner.onInternalError(error);
      return false;
    }
  }

  #endTurn(): void {
    this.#turn?.resolve();
    this.#turn = undefined;
  }

  #startWrite(): boolean {
    const bytes = this.outbox.peek();
    if (bytes.length === 0) {
      this.#owner.onDrained();
      return false;
    }
    this.#pendingBytes = bytes.length;
    this.#shared.beforeWrite();
    this.#socket.write(bytes).then(
      (count) => this.#onWritten(count),
      (error) => this.#onBroken(error),
    );
    return true;
  }

  #onWritten(count: number): void {
    this.#pendingBytes = 0;
    this.#ticksWithoutProgress = 0;
    const { counters, slowConsumers, writeQueue } = this.#shared;
    counters.sentBytes += count;
    try {
      this.outbox.written(count);
      slowConsumers.progressed(this.outbox);
      // First, or the queue would take the end of this write for the end of the next one.
      writeQueue.finished(this);
      if (this.outbox.backlog > 0) this.flush();
      else this.#owner.onDrained();
    } catch (error) {
      this.#owner.onInternalError(error);
      writeQueue.finished(this);
    }
  }

  #onBroken(error: unknown): void {
    try {
      if (isBug(error)) this.#owner.onInternalError(error);
      else this.#owner.onBroken();
    } finally {
      // Otherwise the queue would count this write as pending for ever.
      this.#shared.writeQueue.finished(this);
    }
  }
}

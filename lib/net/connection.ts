import { isBug } from "../errors/bug.ts";
import { type PeerAddress, type Socket, SocketError } from "../transport/socket.ts";
import type { ClientAddress, ConnectionOrigin } from "./client_addresses.ts";
import { sleep, type Timer } from "./clock.ts";
import { ConnectionTimers, type TimersOwner } from "./connection_timers.ts";
import { DISCONNECTED, FLOODING, INTERNAL_ERROR, RESET } from "./end_reasons.ts";
import { ConnectionWriter, type WriterOwner } from "./connection_writer.ts";
import type { Outbox } from "./outbox.ts";
import { Allowance } from "./rates.ts";
import { ReadBuffer } from "./read_buffer.ts";
import type { ConnectionHandler, Outlet } from "./session.ts";
import type { Shared } from "./shared.ts";

/** How long a client may take to close once its connection ends. One that is expelled reads late. */
const LINGER_MS = 5000;
const EXPELLED_LINGER_MS = 30_000;

/** The bytes processed before pending replies of this size are flushed: a command may get megabytes. */
const MAX_PROCESSED_BYTES = 4096;
const FLUSH_BACKLOG_BYTES = 256 * 1024;

/**
 * The life of a connection: it is `open`, then `ending` while queued bytes are written, then
 * `half-closed` while the client reads them and closes its side, then `closed`.
 */
type State = "open" | "ending" | "half-closed" | "closed";

/**
 * One client: bytes from its socket go to a handler, and bytes from its outbox go to its socket.
 * Most of a server's thousands of connections are idle, so each keeps little memory.
 */
export class Connection implements ConnectionOrigin, Outlet, TimersOwner, WriterOwner {
  readonly outbox: Outbox;
  readonly writer: ConnectionWriter;
  readonly peer: PeerAddress;
  readonly address: ClientAddress;
  readonly isOverAddressLimit: boolean;
  /** The longest time that the client may send nothing, in milliseconds. */
  maxIdleMs = Infinity;
  readonly #socket: Socket;
  readonly #shared: Shared;
  readonly #handler: ConnectionHandler;
  readonly #allowance: Allowance;
  readonly #timers: ConnectionTimers;
  #state: State = "open";
  #reason = DISCONNECTED;
  /** The client has closed its side. */
  #isReadToEnd = false;
  /** The handler knows that no more input comes. */
  #isHandlerClosed = false;
  /** The operator knows that the client has left. */
  #isEndReported = false;

  /** @param open Makes the handler, which may send at once. */
  constructor(
    socket: Socket,
    { address, isOverAddressLimit }: ConnectionOrigin,
    open: (connection: Connection) => ConnectionHandler,
    shared: Shared,
  ) {
    this.#socket = socket;
    this.peer = socket.remoteAddr;
    this.address = address;
    this.isOverAddressLimit = isOverAddressLimit;
    this.#shared = shared;
    this.#allowance = new Allowance(shared.rates, address);
    this.#timers = new ConnectionTimers(shared.clock, this);
    this.writer = new ConnectionWriter(socket, this, shared);
    this.outbox = this.writer.outbox;
    this.#handler = open(this);
  }

  /** The facts about the connection that are known after the first read. */
  get socket(): Pick<Socket, "refusal" | "transport"> {
    return this.#socket;
  }

  get dialect() {
    return this.#handler.dialect;
  }

  /** Serves the client. Resolves when the client has closed its side. Never rejects. */
  async run(): Promise<void> {
    this.#shared.onStatus({ type: "connected", peer: this.peer });
    const buffer = new ReadBuffer();
    try {
      // In one function: each that waits for a read takes memory of every idle connection.
      for (;;) {
        this.#startIdleTimer();
        let count: number | null;
        try {
          count = await this.#socket.read(buffer.bytes);
        } catch (error) {
          if (error instanceof SocketError) {
            this.#handler.onSocketError?.(error.message);
            this.end(error.message);
            continue;
          }
          if (isBug(error)) throw error;
          this.onBroken();
          break;
        }
        this.#timers.stopIdle();
        if (count === null) break;
        this.#shared.counters.receivedBytes += count;
        if (this.#shared.beforeInput) await this.#shared.beforeInput();
        const isFull = count === buffer.bytes.length;
        if (this.isOpen) await this.#process(buffer.take(count), isFull);
        else this.#allowance.use(count);
        if (this.#allowance.isUsedUp) await this.#pauseForRate();
      }
    } catch (error) {
      this.onInternalError(error);
    }
    this.#isReadToEnd = true;
    this.#closeHandler();
    this.#reportEnd();
    this.#guard(() => this.end(this.#reason));
  }

  #startIdleTimer(): void {
    if (this.maxIdleMs === Infinity || !this.isOpen) return;
    this.#timers.startIdle(this.maxIdleMs, () => this.#handler.onIdle());
  }

  /** @param isFull Whether the bytes filled the buffer, so that there are probably more. */
  async #process(bytes: Uint8Array, isFull: boolean): Promise<void> {
    for (let at = 0; at < bytes.length && this.isOpen; at += MAX_PROCESSED_BYTES) {
      const hasMore = isFull || at + MAX_PROCESSED_BYTES < bytes.length;
      const pause = this.#receive(bytes.subarray(at, at + MAX_PROCESSED_BYTES), hasMore);
      if (pause) await pause;
      // Only bytes that the socket did not accept at once count as lag.
      if (this.outbox.ownBacklog > FLUSH_BACKLOG_BYTES) await sleep(this.#shared.clock, 0);
      const turn = this.#shared.readTurns.pause(hasMore);
      if (turn) await turn;
      // A few bytes may have cost others much.
      if (this.#allowance.isUsedUp) await this.#pauseForRate();
    }
  }

  /** Hands bytes on. Returns a promise when nothing more may be read until it resolves. */
  #receive(bytes: Uint8Array, hasMore: boolean): Promise<unknown> | undefined {
    this.#allowance.use(bytes.length);
    const { readTurns, slowConsumers } = this.#shared;
    let answered: Promise<void> | void = undefined;
    readTurns.begin();
    const pause = slowConsumers.pauseAfter(() => {
      const isLight = this.outbox.ownBacklog <= FLUSH_BACKLOG_BYTES;
      answered = this.#handler.receive(bytes, hasMore && isLight);
      // A client that does not read its replies is not read either.
      slowConsumers.addressed(this.outbox);
    });
    return pause && answered ? Promise.all([pause, answered]) : pause ?? answered ?? undefined;
  }

  /** Reads nothing until the client is within its rate again: nothing it sends is lost. */
  async #pauseForRate(): Promise<void> {
    while (this.#state !== "closed") {
      const waitMs = this.#allowance.renew();
      if (waitMs === 0) return;
      if (waitMs === Infinity) return this.isOpen ? this.expel(FLOODING) : this.drop(FLOODING);
      await sleep(this.#shared.clock, waitMs);
    }
  }

  /** Whether input is still handled: neither side has ended the connection. */
  get isOpen(): boolean {
    return this.#state === "open";
  }

  send(bytes: Uint8Array): void {
    this.outbox.send(bytes);
    this.#shared.flushPass.add(this.outbox);
  }

  /** Counts the cost of a message towards the client's rate, as if it had sent so many bytes. */
  charge(bytes: number): void {
    this.#allowance.charge(bytes);
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    return this.#timers.set(delayMs, callback);
  }

  /** Resolves after so many milliseconds, or as soon as the connection ends. One call at a time. */
  sleep(delayMs: number): Promise<void> {
    return this.#timers.sleep(delayMs);
  }

  /** @param lingerMs How long the client may take to close its side. */
  end(reason: string, lingerMs = LINGER_MS): void {
    if (this.#state === "closed") return;
    if (this.isOpen) [this.#reason, this.#state] = [reason, "ending"];
    this.#timers.stopSession();
    this.#timers.startLinger(lingerMs, () => this.#close());
    this.#shared.flushPass.add(this.outbox);
  }

  /** Ends the connection because the server stops. */
  stop(reason: string): void {
    if (this.isOpen) this.#guard(() => this.#handler.explainStop?.(reason));
    this.end(reason);
  }

  /**
   * Ends the connection of a slow consumer. Its backlog is discarded, except for the reason; others
   * learn at once that it has left.
   */
  expel(reason: string): void {
    if (this.#state === "closed" || !this.isOpen && this.#isHandlerClosed) return;
    this.#reason = reason;
    if (this.isOpen) this.#state = "ending";
    this.#timers.restartLinger(EXPELLED_LINGER_MS, () => this.#close());
    this.#closeHandler();
    this.#guard(() => {
      this.#shared.slowConsumers.remove(this.outbox);
      this.outbox.discard(this.writer.pendingBytes);
      this.#handler.explainEnd?.(reason);
    });
    this.#reportEnd();
    this.end(reason);
  }

  /** Closes the connection at once and discards its backlog. */
  drop(reason: string): void {
    if (!this.#isEndReported) this.#reason = reason;
    this.#close();
  }

  get isServed(): boolean {
    return !this.#isHandlerClosed;
  }

  /** Tells the handler, once, that no more input comes. */
  #closeHandler(): void {
    if (this.#isHandlerClosed) return;
    this.#isHandlerClosed = true;
    this.#guard(() => this.#handler.close());
  }

  /** Does something outside of a read; what it throws ends this connection only. */
  #guard(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.onInternalError(error);
    }
  }

  onInternalError(error: unknown): void {
    this.#shared.internalErrors.report("Cannot serve a client", error);
    this.drop(INTERNAL_ERROR);
  }

  /** Tells the operator, once, that the client has left. */
  #reportEnd(): void {
    if (this.#isEndReported) return;
    this.#isEndReported = true;
    this.#shared.counters.countEnd(this.#reason);
    this.#guard(() => {
      const { name } = this.#handler;
      this.#shared.onStatus({ type: "left", peer: this.peer, name, reason: this.#reason });
    });
  }

  onBroken(): void {
    // Reset by the client, unless the server itself has closed the socket.
    if (this.#state !== "closed") this.drop(RESET);
  }

  onDrained(): void {
    if (this.isOpen || this.#state === "closed") return;
    if (this.#isReadToEnd) return this.#close();
    if (this.#state === "half-closed") return;
    this.#state = "half-closed";
    // For the operator the client has left, although it may take its time to close.
    this.#reportEnd();
    // Closing with bytes unread would reset the connection and lose the bytes on their way.
    this.#guard(() => void this.#socket.closeWrite().catch(() => this.#close()));
  }

  #close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#timers.stopAll();
    this.#guard(() => this.#socket.close());
    this.#closeHandler();
    this.#reportEnd();
    this.#guard(() => this.writer.stop());
    this.#shared.onClosed(this);
  }
}

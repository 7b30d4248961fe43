import type { Socket, SocketSource } from "../transport/socket.ts";
import { isBug } from "../errors/bug.ts";
import { type ClientAddress, ClientAddresses } from "./client_addresses.ts";
import { type Clock, RunningClock, setRepeatingTimer, sleep, type Timer } from "./clock.ts";
import { Connection } from "./connection.ts";
import { Counters } from "./counters.ts";
import { NOT_READING, SERVER_STOPPED, TOO_MANY_CONNECTIONS } from "./end_reasons.ts";
import { FlushPass } from "./flush_pass.ts";
import { GuardedClock } from "./guarded_clock.ts";
import { InternalErrors } from "./internal_errors.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { Rates } from "./rates.ts";
import { ReadTurns } from "./read_turns.ts";
import type { ConnectionHandler } from "./session.ts";
import type { Shared } from "./shared.ts";
import { lagLimits, SlowConsumers } from "./slow_consumers.ts";
import type { Status } from "./status.ts";
import { WriteQueue } from "./write_queue.ts";

/** The pause after the system refused to accept a connection, in milliseconds. */
const ACCEPT_RETRY_MS = 100;

/** The pause after connections were closed to make room, in milliseconds. */
const SHORTAGE_RETRY_MS = 10;

/**
 * How long clients may take to read their backlog when the server stops, in milliseconds: clients
 * that have stopped reading, and all others.
 */
const STALLED_STOP_MS = 1500;
const MAX_STOP_MS = 5000;

/**
 * How many connections are accepted before the event loop looks for input. Each is followed by reads
 * and a close, behind which everybody else's input would have to wait. With fewer, newcomers would wait
 * too long behind a crowd.
 */
const MAX_ACCEPTED_PER_TURN = 32;

/** How often a timeout for writes is checked before it has passed. */
const CHECKS_PER_TIMEOUT = 4;

/** Connections beyond this multiple of an address's limit are closed without an answer. */
const ANSWERED_FACTOR = 2;

/** The options of a {@linkcode Server}. */
export interface ServerOptions {
  /** The places that connections come from. */
  readonly sources: readonly SocketSource[];
  readonly limits?: Limits | undefined;
  readonly clock?: Clock | undefined;
  /** Makes the handler of a new connection. */
  open(connection: Connection): ConnectionHandler;
  /**
   * Closes connections because the system has no descriptor left. Returns whether some are free now
   * or soon.
   */
  onShortage?(): boolean;
  /** Resolves before input of a client is processed. Never rejects. */
  readonly beforeInput?: (() => Promise<void>) | undefined;
  /** Called before each write to a client, to keep first what the bytes confirm. */
  beforeWrite?(): void;
  /** Gets everything that an operator may want to know. */
  onStatus(status: Status): void;
}

/** Accepts connections and serves each until it ends, in any protocol. */
export class Server {
  /** The things that all connections share. */
  readonly shared: Shared;
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #sources: readonly SocketSource[];
  readonly #open: (connection: Connection) => ConnectionHandler;
  readonly #onShortage: () => boolean;
  readonly #addresses = new ClientAddresses();
  readonly #connections = new Set<Connection>();
  #onEmpty: (() => void) | undefined;
  #isStopping = false;
  #stopped: Promise<void> | undefined;

  constructor(options: ServerOptions) {
    const { sources, limits = DEFAULT_LIMITS, open } = options;
    this.#clock = options.clock ?? new RunningClock();
    this.#sources = sources;
    this.#limits = limits;
    this.#open = open;
    const internalErrors = new InternalErrors(this.#clock, (status) => options.onStatus(status));
    this.#onShortage = () => {
      let hasMadeRoom = false;
      internalErrors.guard("Cannot make room", () => hasMadeRoom = options.onShortage?.() ?? false);
      return hasMadeRoom;
    };
    const clock = new GuardedClock(this.#clock, internalErrors);
    const onStatus = (status: Status) =>
      internalErrors.guard("Cannot write the log", () => options.onStatus(status));
    this.shared = {
      clock,
      internalErrors,
      flushPass: new FlushPass(internalErrors),
      readTurns: new ReadTurns(),
      writeQueue: new WriteQueue(clock),
      slowConsumers: new SlowConsumers(lagLimits(limits), clock),
      counters: new Counters(),
      rates: new Rates(limits.rate, () => clock.now()),
      beforeInput: options.beforeInput,
      beforeWrite: () =>
        internalErrors.guard("Cannot prepare a write", () => options.beforeWrite?.()),
      onStatus,
      onClosed: (connection) => this.#forget(connection),
    };
  }

  /** The connections that are not closed yet. */
  get connections(): Iterable<Connection> {
    return this.#connections;
  }

  /** Whether the server accepts no more connections. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Accepts connections until {@linkcode stopAccepting} or {@linkcode stop} is called. Never rejects. */
  async run(): Promise<void> {
    const watch = this.#clock instanceof RunningClock ? this.#clock.watch() : undefined;
    const checks = this.#check(this.#limits.writeTimeout, () => this.#expelStalled());
    await Promise.all(this.#sources.map((source) => this.#acceptAll(source)));
    checks.cancel();
    watch?.cancel();
  }

  /** Accepts no more connections, lets all clients read their backlog, and closes. */
  stop(): Promise<void> {
    return this.#stopped ??= this.#stop();
  }

  /** Accepts no more connections, and goes on with those that there are. */
  stopAccepting(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    for (const source of this.#sources) {
      this.shared.internalErrors.guard("Cannot stop listening", () => source.close());
    }
  }

  async #stop(): Promise<void> {
    this.stopAccepting();
    for (const connection of this.#connections) connection.stop(SERVER_STOPPED);
    if (this.#connections.size > 0) await this.#closeAll();
    this.shared.readTurns.stop();
    this.shared.internalErrors.stop();
  }

  async #closeAll(): Promise<void> {
    const checks = this.#check(STALLED_STOP_MS, () => {
      this.#dropAll((connection) => connection.writer.tick() >= CHECKS_PER_TIMEOUT);
    });
    const limit = this.shared.clock.setTimer(MAX_STOP_MS, () => this.#dropAll(() => true));
    await new Promise<void>((resolve) => this.#onEmpty = resolve);
    checks.cancel();
    limit.cancel();
  }

  #check(timeoutMs: number, callback: () => void): Timer {
    return setRepeatingTimer(this.shared.clock, timeoutMs / CHECKS_PER_TIMEOUT, callback);
  }

  async #acceptAll(source: SocketSource): Promise<void> {
    const { clock, counters, onStatus, readTurns } = this.shared;
    let isFailing = false;
    let accepted = 0;
    while (!this.#isStopping) {
      try {
        const socket = await source.accept();
        // Nobody would end this connection any more.
        if (this.#isStopping) return socket.close();
        readTurns.begin();
        this.#serve(socket);
        if (isFailing) onStatus({ type: "accepting" });
        isFailing = false;
        // A crowd that connects without a pause must not keep the loop from everybody else's input.
        if (++accepted % MAX_ACCEPTED_PER_TURN === 0) await readTurns.next();
      } catch (error) {
        if (this.#isStopping) return;
        counters.acceptErrors++;
        if (isShortage(error) && this.#onShortage()) {
          await sleep(clock, SHORTAGE_RETRY_MS);
          continue;
        }
        const doing = "Cannot accept a connection";
        if (isBug(error)) this.shared.internalErrors.report(doing, error);
        else if (!isFailing) onStatus({ type: "failed", doing, error });
        isFailing = true;
        await sleep(clock, ACCEPT_RETRY_MS);
      }
    }
  }

  /** Never throws. */
  #serve(socket: Socket): void {
    const { internalErrors } = this.shared;
    const { hostname } = socket.remoteAddr;
    const address = this.#addresses.add(hostname);
    try {
      if (this.#admit(socket, address)) return;
    } catch (error) {
      internalErrors.report("Cannot serve a client", error);
    }
    this.#addresses.remove(address);
    internalErrors.guard("Cannot close a connection", () => socket.close());
  }

  /** Serves a client unless its address has far too many connections. Returns whether it does. */
  #admit(socket: Socket, address: ClientAddress): boolean {
    const { counters, onStatus } = this.shared;
    const { hostname } = socket.remoteAddr;
    const max = this.#limits.perAddress(hostname);
    if (address.connections === max + 1) {
      const text = `Too many connections from ${hostname}: more than ${max}`;
      onStatus({ type: "notice", text });
    }
    counters.connections++;
    if (address.connections > max * ANSWERED_FACTOR) {
      counters.countEnd(TOO_MANY_CONNECTIONS);
      return false;
    }
    const origin = { address, isOverAddressLimit: address.connections > max };
    const connection = new Connection(socket, origin, this.#open, this.shared);
    this.#connections.add(connection);
    connection.run();
    return true;
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    this.#addresses.remove(connection.address);
    if (this.#connections.size === 0) this.#onEmpty?.();
  }

  #expelStalled(): void {
    for (const connection of this.#connections) {
      const { writer } = connection;
      if (writer.isWriting && writer.tick() > CHECKS_PER_TIMEOUT) connection.expel(NOT_READING);
    }
  }

  #dropAll(isMeant: (connection: Connection) => boolean): void {
    for (const connection of this.#connections) {
      if (isMeant(connection)) connection.drop(SERVER_STOPPED);
    }
  }
}

/** Reports whether the system refused because the process or the machine has too many open files. */
function isShortage(error: unknown): boolean {
  return /too many open files/i.test(String(error));
}

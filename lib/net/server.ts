import type { Socket, SocketSource } from "../transport/socket.ts";
import { ClientAddresses } from "./client_addresses.ts";
import { type Clock, RunningClock, setRepeatingTimer, sleep, type Timer } from "./clock.ts";
import { Connection } from "./connection.ts";
import { Counters } from "./counters.ts";
import { NOT_READING, SERVER_STOPPED, TOO_MANY_CONNECTIONS } from "./end_reasons.ts";
import { FlushPass } from "./flush_pass.ts";
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
  /** Gets everything that an operator may want to know. */
  onStatus(status: Status): void;
}

/** Accepts connections and serves each until it ends, in any protocol. */
export class Server {
  /** The things that all connections share. */
  readonly shared: Shared;
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
    const { sources, limits = DEFAULT_LIMITS, clock = new RunningClock(), open, onStatus } =
      options;
    this.#sources = sources;
    this.#limits = limits;
    this.#open = open;
    this.#onShortage = () => options.onShortage?.() ?? false;
    this.shared = {
      clock,
      flushPass: new FlushPass(),
      readTurns: new ReadTurns(),
      writeQueue: new WriteQueue(clock),
      slowConsumers: new SlowConsumers(lagLimits(limits), clock),
      counters: new Counters(),
      rates: new Rates(limits.rate, () => clock.now()),
      onStatus,
      onClosed: (connection) => this.#forget(connection),
    };
  }

  /** The connections that are not closed yet. */
  get connections(): Iterable<Connection> {
    return this.#connections;
  }

  /** Whether {@linkcode stop} was called. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Accepts connections until {@linkcode stop} is called. Never rejects. */
  async run(): Promise<void> {
    const { clock } = this.shared;
    const watch = clock instanceof RunningClock ? clock.watch() : undefined;
    const checks = this.#check(this.#limits.writeTimeout, () => this.#expelStalled());
    await Promise.all(this.#sources.map((source) => this.#acceptAll(source)));
    checks.cancel();
    watch?.cancel();
  }

  /** Accepts no more connections, lets all clients read their backlog, and closes. */
  stop(): Promise<void> {
    return this.#stopped ??= this.#stop();
  }

  async #stop(): Promise<void> {
    this.#isStopping = true;
    for (const source of this.#sources) source.close();
    for (const connection of this.#connections) connection.end(SERVER_STOPPED);
    if (this.#connections.size === 0) return this.shared.readTurns.stop();
    const checks = this.#check(STALLED_STOP_MS, () => {
      this.#dropAll((connection) => connection.tick() >= CHECKS_PER_TIMEOUT);
    });
    const limit = this.shared.clock.setTimer(MAX_STOP_MS, () => this.#dropAll(() => true));
    await new Promise<void>((resolve) => this.#onEmpty = resolve);
    checks.cancel();
    limit.cancel();
    this.shared.readTurns.stop();
  }

  #check(timeoutMs: number, callback: () => void): Timer {
    return setRepeatingTimer(this.shared.clock, timeoutMs / CHECKS_PER_TIMEOUT, callback);
  }

  async #acceptAll(source: SocketSource): Promise<void> {
    const { clock, counters, onStatus, readTurns } = this.shared;
    let isFailing = false;
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
        const turn = readTurns.pause(true);
        if (turn) await turn;
      } catch (error) {
        if (this.#isStopping) return;
        counters.acceptErrors++;
        if (isShortage(error) && this.#onShortage()) {
          await sleep(clock, SHORTAGE_RETRY_MS);
          continue;
        }
        if (!isFailing) onStatus({ type: "failed", doing: "Cannot accept a connection", error });
        isFailing = true;
        await sleep(clock, ACCEPT_RETRY_MS);
      }
    }
  }

  #serve(socket: Socket): void {
    const { hostname } = socket.remoteAddr;
    const max = this.#limits.perAddress(hostname);
    const address = this.#addresses.add(hostname);
    const isOverAddressLimit = address.connections > max;
    if (address.connections === max + 1) {
      const text = `Too many connections from ${hostname}: more than ${max}`;
      this.shared.onStatus({ type: "notice", text });
    }
    this.shared.counters.connections++;
    if (address.connections > max * ANSWERED_FACTOR) {
      this.shared.counters.countEnd(TOO_MANY_CONNECTIONS);
      this.#addresses.remove(address);
      return socket.close();
    }
    try {
      const origin = { address, isOverAddressLimit };
      const connection = new Connection(socket, origin, this.#open, this.shared);
      this.#connections.add(connection);
      connection.run();
    } catch (error) {
      this.shared.onStatus({ type: "failed", doing: "Cannot serve a client", error });
      this.#addresses.remove(address);
      socket.close();
    }
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    this.#addresses.remove(connection.address);
    if (this.#connections.size === 0) this.#onEmpty?.();
  }

  #expelStalled(): void {
    for (const connection of this.#connections) {
      if (connection.isWriting && connection.tick() > CHECKS_PER_TIMEOUT) {
        connection.expel(NOT_READING);
      }
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

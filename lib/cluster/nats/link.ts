import { BusError, type Ending } from "../bus.ts";
import type { AddressPool } from "./address_pool.ts";
import type { NatsAddress } from "./addresses.ts";
import { type DialFailure, dialFailure, isMisconfigured, SMALL_PAYLOAD } from "./dial_failure.ts";
import type { Dialer } from "./dialer.ts";
import type { HeaderBlock } from "./headers.ts";
import { carried, type LinkCounters, NOTHING } from "./link_counters.ts";
import type { NatsConnection, NatsMessage, NatsServerInfo } from "./package.ts";
import { maxBytesOf, takesLargeMessages } from "./payload_limits.ts";
import { SlowLinkError } from "./send_queue.ts";

/** Why something fails for lack of a connection. */
export const NO_CONNECTION = "Cannot reach NATS: there is no connection";
export const LOST = "The connection to NATS was lost";

/** The first and the longest pause between two rounds through all addresses, in milliseconds. */
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2000;

/** The observer of a link. */
export interface LinkOptions {
  /** Gets what operators should know, as a sentence without its full stop. */
  onStatus(message: string): void;
  /** Gets the same about the loss of the connection, and about the next one. */
  onChange(message: string, isConnected: boolean): void;
  /** Gets the exceptions of callbacks. */
  onBug(error: unknown): void;
}

interface Subscription {
  readonly subject: string;
  receive(message: NatsMessage): void;
  current: { unsubscribe(): void } | undefined;
}

interface Current {
  readonly connection: NatsConnection;
  readonly address: NatsAddress;
}

/** A connection to NATS that is made again, forever, when it is lost. */
export class Link {
  /** Called when the connection is lost, and when there is one again. */
  onChange: (isConnected: boolean) => void = () => {};
  readonly #dialer: Dialer;
  readonly #options: LinkOptions;
  readonly #addresses: AddressPool;
  readonly #subscriptions = new Set<Subscription>();
  readonly #lossCallbacks = new Set<() => void>();
  #past: LinkCounters = NOTHING;
  #current: Current | undefined;
  #info: NatsServerInfo | undefined;
  #isClosed = false;
  #reconnecting = Promise.resolve();
  #wake = () => {};

  /** @param addresses In the order in which they are tried. */
  constructor(dialer: Dialer, addresses: AddressPool, options: LinkOptions) {
    this.#dialer = dialer;
    this.#addresses = addresses;
    this.#options = options;
  }

  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** Whether there will never be a connection again. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The present connection, unless it has just ended. */
  get #connection(): NatsConnection | undefined {
    const connection = this.#current?.connection;
    return connection?.isClosed() ? undefined : connection;
  }

  /** The maximum size of a message without its headers, in bytes. */
  get maxBytes(): number {
    return maxBytesOf(this.info);
  }

  /** What the last NATS server has said of itself. */
  get info(): NatsServerInfo | undefined {
    return this.#current?.connection.info ?? this.#info;
  }

  get counters(): LinkCounters {
    return this.#current ? carried(this.#past, this.#current.connection.stats()) : this.#past;
  }

  /**
   * Tries each address once.
   *
   * @returns the reasons of all failures, if all have failed.
   */
  async connect(): Promise<DialFailure[]> {
    const failures: DialFailure[] = [];
    for (const address of this.#addresses.round()) {
      if (this.#isClosed) break;
      try {
        await this.#connectTo(address);
        return [];
      } catch (error) {
        failures.push({ address, error });
      }
    }
    return failures;
  }

  /** Sends a message. Returns whether there is a connection. */
  publish(
    subject: string,
    bytes?: Uint8Array,
    options?: { reply?: string; headers?: HeaderBlock },
  ): boolean {
    const connection = this.#connection;
    if (connection) connection.publish(subject, bytes, options);
    else this.#count("dropped");
    return connection !== undefined;
  }

  /** Counts a message that was not sent. */
  drop(): void {
    this.#count("dropped");
  }

  /** Receives the messages of a subject, over all connections. */
  subscribe(subject: string, receive: (message: NatsMessage) => void): Ending {
    const subscription: Subscription = { subject, receive, current: undefined };
    this.#subscriptions.add(subscription);
    if (this.#connection) this.#subscribe(subscription, this.#connection);
    return {
      end: () => {
        this.#subscriptions.delete(subscription);
        subscription.current?.unsubscribe();
        subscription.current = undefined;
      },
    };
  }

  /** Calls back once, when the present connection is lost. */
  onLoss(callback: () => void): Ending {
    this.#lossCallbacks.add(callback);
    return { end: () => void this.#lossCallbacks.delete(callback) };
  }

  /** Resolves once NATS has taken everything that was sent so far. */
  async flush(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const connection = this.#connection;
    if (!connection) throw new BusError(NO_CONNECTION);
    const loss = this.onLoss(() => reject(new BusError(LOST)));
    connection.flush().then(resolve, () => {});
    try {
      await promise;
    } finally {
      loss.end();
    }
  }

  /** Resolves once everything that has arrived in this turn of the event loop was passed on. */
  async received(): Promise<void> {
    // The runtime has finished all reads of the turn, but the code behind them may not have run yet.
    await Promise.resolve();
    await this.#dialer.input.processed;
  }

  /** Disconnects, without a word to anybody. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wake();
    const connection = this.#release();
    await connection?.close();
    await this.#reconnecting;
  }

  async #connectTo(address: NatsAddress): Promise<void> {
    const connection = await this.#dialer.dial(address, this.#addresses.tlsNameOf(address));
    if (this.#isClosed) return await connection.close();
    if (!takesLargeMessages(connection.info)) {
      await connection.close();
      throw new Error(SMALL_PAYLOAD);
    }
    this.#current = { connection, address };
    this.#info = connection.info;
    const listening = this.#listen(connection);
    connection.closed().then(async (error) => {
      const isSilent = await listening;
      if (this.#current?.connection !== connection) return;
      if (error instanceof SlowLinkError) this.#count("slowLinks");
      this.#lose(isSilent ? "it does not answer" : dialFailure(error));
    });
    for (const subscription of this.#subscriptions) this.#subscribe(subscription, connection);
    this.#guard(() => this.onChange(true));
  }

  /** Reports errors, until the connection ends. Resolves with whether it did because it was silent. */
  async #listen(connection: NatsConnection): Promise<boolean> {
    const told = new Set<string>();
    let isSilent = false;
    for await (const { type, error } of connection.status()) {
      isSilent ||= type === "staleConnection";
      if (type !== "error" || !error || told.has(error.message)) continue;
      told.add(error.message);
      this.#options.onStatus(`NATS reports an error: ${error.message}`);
    }
    return isSilent;
  }

  #subscribe(subscription: Subscription, connection: NatsConnection): void {
    const { subject } = subscription;
    subscription.current = connection.subscribe(subject, {
      callback: (error, message) => {
        // Errors also arrive by `status()`.
        if (error || this.#current?.connection !== connection) return;
        this.#guard(() => subscription.receive(message));
      },
    });
  }

  #count(counter: "dropped" | "reconnects" | "slowLinks"): void {
    this.#past = { ...this.#past, [counter]: this.#past[counter] + 1 };
  }

  /** Keeps bugs of others from ending the connection. */
  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#options.onBug(error);
    }
  }

  #release(): NatsConnection | undefined {
    if (!this.#current) return undefined;
    const { connection } = this.#current;
    this.#past = this.counters;
    this.#info = connection.info ?? this.#info;
    this.#current = undefined;
    for (const subscription of this.#subscriptions) subscription.current = undefined;
    const callbacks = [...this.#lossCallbacks];
    this.#lossCallbacks.clear();
    for (const callback of callbacks) callback();
    return connection;
  }

  #lose(reason: string): void {
    const { address } = this.#current!;
    this.#release();
    this.#options.onChange(
      `Lost the connection to NATS at ${address.hostPort}: ${reason}`,
      false,
    );
    this.#addresses.learn(address, this.#info?.connect_urls ?? []);
    this.#reconnecting = this.#reconnect();
    this.#guard(() => this.onChange(false));
  }

  async #reconnect(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    let told: string | undefined;
    while (!this.#isClosed) {
      // All servers of the cluster lose a node at the same time.
      await this.#pause(pauseMs * (0.5 + Math.random() / 2));
      const failures = await this.connect();
      if (failures.length === 0) {
        this.#count("reconnects");
        const address = this.#current?.address;
        if (address) {
          this.#options.onChange(`Connected to NATS again, at ${address.hostPort}`, true);
        }
        return;
      }
      const failure = failures.find(({ error }) => isMisconfigured(error));
      const reason = failure && dialFailure(failure.error);
      if (failure && reason !== told) {
        this.#options.onStatus(`Cannot connect to NATS at ${failure.address.hostPort}: ${reason}`);
        told = reason;
      }
      pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS);
    }
  }

  async #pause(delayMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, delayMs);
    this.#wake = resolve;
    if (!this.#isClosed) await promise;
    clearTimeout(timer);
  }
}

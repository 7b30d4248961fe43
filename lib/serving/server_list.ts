import type { ServerAddresses } from "../dialects/dialect.ts";
import { parseAddress } from "../transport/address.ts";
import { type Clock, RunningClock, type Timer } from "../net/clock.ts";

/** The maximum number of addresses that clients are told. */
const MAX_SERVERS = 128;

/** The maximum number of addresses that are remembered, of servers that may have gone. */
const MAX_KNOWN = 1024;

/** The shortest time between two changes that clients are told, in milliseconds. */
const MIN_INTERVAL_MS = 1000;

/**
 * The addresses under which clients reach the servers of a cluster. A server that starts or stops
 * changes them on all servers, often several times in a row: observers learn of a burst of changes once
 * a second at most.
 */
export class ServerList implements ServerAddresses {
  readonly #clock: Clock;
  readonly #observers = new Set<() => void>();
  readonly #known = new Set<string>();
  #addresses: readonly string[] = [];
  #toldAt = -Infinity;
  #timer: Timer | undefined;

  constructor(clock: Clock = new RunningClock()) {
    this.#clock = clock;
  }

  get addresses(): readonly string[] {
    return this.#addresses;
  }

  /** The addresses of all servers that have been in the list: pages of those that have gone come here. */
  get known(): ReadonlySet<string> {
    return this.#known;
  }

  /**
   * Replaces the addresses. Leaves out those that are malformed: they come from other servers, and
   * clients and browsers use them.
   *
   * @param addresses This server's own first.
   */
  change(addresses: readonly string[]): void {
    const valid = addresses.filter((address) => parseAddress(address));
    const changed = [...new Set(valid)].slice(0, MAX_SERVERS);
    if (changed.join() === this.#addresses.join()) return;
    this.#addresses = changed;
    this.#remember(changed);
    const waitMs = this.#toldAt + MIN_INTERVAL_MS - this.#clock.now();
    if (waitMs <= 0) this.#tell();
    else this.#timer ??= this.#clock.setTimer(waitMs, () => this.#tell());
  }

  /** Calls a function after each change, until the returned function is called. */
  observe(onChange: () => void): () => void {
    this.#observers.add(onChange);
    return () => void this.#observers.delete(onChange);
  }

  /** Ends the timer of a server that stops. */
  close(): void {
    this.#timer?.cancel();
  }

  #remember(addresses: readonly string[]): void {
    for (const address of addresses) {
      this.#known.delete(address);
      this.#known.add(address);
    }
    for (const oldest of this.#known) {
      if (this.#known.size <= MAX_KNOWN) break;
      this.#known.delete(oldest);
    }
  }

  #tell(): void {
    this.#timer = undefined;
    this.#toldAt = this.#clock.now();
    for (const onChange of [...this.#observers]) onChange();
  }
}

import type { Clock } from "../net/clock.ts";

/** A client that is silent for this long gives up its place if another one needs it. */
const MIN_IDLE_MS = 60_000;

/**
 * The places for clients. When all are taken, a newcomer gets the place of the client that has been
 * silent for longest, among those of the address that holds most places: if that address holds more
 * places than the newcomer's would, or if that client has been silent for a minute.
 *
 * So people may keep connections open as long as there is room, a whole school may share one
 * address, and nobody can keep others out by connecting many times.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { RunningClock } from "../net/clock.ts";
 *
 * const evicted: string[] = [];
 * const places = new Places<string>(2, new RunningClock(), (client) => evicted.push(client));
 * assert(places.take("a1", "192.0.2.1"));
 * assert(places.take("a2", "192.0.2.1"));
 * assert.equal(places.take("a3", "192.0.2.1"), false);
 * assert(places.take("b1", "192.0.2.2"));
 * assert.deepEqual(evicted, ["a1"]);
 * ```
 */
export class Places<Client> {
  readonly #max: number;
  readonly #clock: Clock;
  readonly #evict: (client: Client) => void;
  readonly #addresses = new Map<Client, string>();
  /** For each address its clients, each with the time when it was last active, in this order. */
  readonly #clients = new Map<string, Map<Client, number>>();

  /** @param evict Ends a client that has lost its place. */
  constructor(max: number, clock: Clock, evict: (client: Client) => void) {
    this.#max = max;
    this.#clock = clock;
    this.#evict = evict;
  }

  /** Gives a client a place, possibly that of another one. Returns false if none can be had. */
  take(client: Client, address: string): boolean {
    if (this.#addresses.size >= this.#max && !this.#makePlace(address)) return false;
    this.#addresses.set(client, address);
    const clients = this.#clients.get(address);
    if (clients) clients.set(client, this.#clock.now());
    else this.#clients.set(address, new Map([[client, this.#clock.now()]]));
    return true;
  }

  /** Learns that a client is not silent. */
  touch(client: Client): void {
    const address = this.#addresses.get(client);
    if (address === undefined) return;
    const clients = this.#clients.get(address)!;
    // Deleting first moves the client to the end of the map.
    clients.delete(client);
    clients.set(client, this.#clock.now());
  }

  /** Frees the place of a client, if it has one. */
  leave(client: Client): void {
    const address = this.#addresses.get(client);
    if (address === undefined) return;
    this.#addresses.delete(client);
    const clients = this.#clients.get(address)!;
    clients.delete(client);
    if (clients.size === 0) this.#clients.delete(address);
  }

  #makePlace(address: string): boolean {
    const own = this.#clients.get(address)?.size ?? 0;
    let largest = new Map<Client, number>();
    for (const clients of this.#clients.values()) {
      if (clients.size > largest.size) largest = clients;
    }
    const [oldest] = largest;
    if (!oldest) return false;
    const [client, activeAt] = oldest;
    const isIdle = this.#clock.now() - activeAt >= MIN_IDLE_MS;
    if (largest.size <= own + 1 && !isIdle) return false;
    this.leave(client);
    this.#evict(client);
    return true;
  }
}

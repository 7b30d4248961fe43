import { DEFAULT_HOST } from "./user.ts";

/** The maximum number of networks whose hosts are remembered. */
const MAX_NETWORKS = 10_000;

/** The end of every host. */
const DOMAIN = DEFAULT_HOST;

/**
 * The hosts that users of IRC see in place of addresses, one for each network. They say who comes from
 * the same network, and nothing else, so a channel can ban a network without knowing its address.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const hosts = new Hosts();
 * const seen = ["192.0.2.1", "192.0.2.2", "192.0.2.1", ""].map((network) => hosts.hostOf(network));
 * assert.deepEqual(seen, ["n1.parley", "n2.parley", "n1.parley", "parley"]);
 * ```
 */
export class Hosts {
  /** By network, those that were asked for the longest time ago first. */
  readonly #numbers = new Map<string, number>();
  #last = 0;

  /** Returns the host of a network. */
  hostOf(network: string): string {
    if (network === "") return DOMAIN;
    const number = this.#numbers.get(network) ?? ++this.#last;
    this.#numbers.delete(network);
    this.#numbers.set(network, number);
    const [oldest] = this.#numbers.keys();
    if (this.#numbers.size > MAX_NETWORKS) this.#numbers.delete(oldest!);
    return `n${number}.${DOMAIN}`;
  }
}

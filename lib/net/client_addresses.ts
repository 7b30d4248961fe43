import type { Bucket } from "./rates.ts";

/** An address that connections come from. */
export interface Address {
  readonly key: string;
  /** How many connections are open from there. */
  connections: number;
  /** Bounds what all of them bring, once they bring much. */
  bucket: Bucket | undefined;
}

/**
 * The addresses that there are connections from.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const addresses = new Addresses();
 * addresses.enter("2001:db8::1");
 * assert.equal(addresses.enter("2001:db8::2").connections, 2);
 * ```
 */
export class Addresses {
  readonly #addresses = new Map<string, Address>();

  /** Counts one more connection from there. */
  enter(hostname: string): Address {
    const key = addressKey(hostname);
    let address = this.#addresses.get(key);
    if (!address) this.#addresses.set(key, address = { key, connections: 0, bucket: undefined });
    address.connections++;
    return address;
  }

  /** Counts one less. */
  leave(address: Address): void {
    if (--address.connections === 0) this.#addresses.delete(address.key);
  }
}

/** What stands for one client: an IPv4 address, or a network of IPv6, all of which one may have. */
function addressKey(hostname: string): string {
  if (!hostname.includes(":")) return hostname;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(hostname);
  if (mapped) return mapped[1]!;
  const [head, tail] = hostname.split("::", 2);
  const [before, behind] = [groups(head), groups(tail)];
  const zeros = tail === undefined ? 0 : 8 - before.length - behind.length;
  return [...before, ...Array(zeros).fill("0"), ...behind].slice(0, 4).join(":");
}

function groups(text: string | undefined): string[] {
  return text ? text.split(":") : [];
}

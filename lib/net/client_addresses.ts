import { clientNetwork } from "../transport/ip_address.ts";
import type { Bucket } from "./rates.ts";

/** The address of one client, which may open several connections. */
export interface ClientAddress {
  readonly key: string;
  /** The number of open connections from this address. */
  connections: number;
  /** Limits the bytes from all these connections, once they have sent enough to measure. */
  bucket: Bucket | undefined;
}

/** The origin of a connection, for the limits. */
export interface ConnectionOrigin {
  /** The address that all connections of this client count for. */
  readonly address: ClientAddress;
  /** Whether this address has more connections than it may. */
  readonly isOverAddressLimit: boolean;
}

/**
 * The addresses with open connections.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const addresses = new ClientAddresses();
 * addresses.add("2001:db8::1");
 * assert.equal(addresses.add("2001:db8::2").connections, 2);
 * ```
 */
export class ClientAddresses {
  readonly #addresses = new Map<string, ClientAddress>();

  /** Counts a new connection from a host. */
  add(hostname: string): ClientAddress {
    const key = clientNetwork(hostname);
    let address = this.#addresses.get(key);
    if (!address) this.#addresses.set(key, address = { key, connections: 0, bucket: undefined });
    address.connections++;
    return address;
  }

  /** Stops counting a connection. */
  remove(address: ClientAddress): void {
    if (--address.connections === 0) this.#addresses.delete(address.key);
  }
}

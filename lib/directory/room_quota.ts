/**
 * The number of rooms that each client address may have made, so that one stranger cannot fill the
 * directory. A room has no owner, so anybody may delete it; it then counts for nobody. Rooms that a
 * store has kept count for nobody either.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const quota = new RoomQuota();
 * const maker = { address: "192.0.2.1", maxRooms: 1 };
 * assert.equal(quota.isUsedUp(maker), false);
 * quota.add("lobby", maker);
 * assert.equal(quota.isUsedUp(maker), true);
 * quota.delete("lobby");
 * assert.equal(quota.isUsedUp(maker), false);
 * ```
 */
export class RoomQuota {
  readonly #addresses = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** Reports whether a client may make no further room. */
  isUsedUp({ address, maxRooms }: Maker): boolean {
    return this.#count(address) >= maxRooms;
  }

  /** Counts a room for the address of the client that made it. */
  add(room: string, { address }: Maker): void {
    this.#addresses.set(room, address);
    this.#counts.set(address, this.#count(address) + 1);
  }

  /** Stops counting a room. */
  delete(room: string): void {
    const address = this.#addresses.get(room);
    if (address === undefined) return;
    this.#addresses.delete(room);
    const count = this.#count(address) - 1;
    if (count > 0) this.#counts.set(address, count);
    else this.#counts.delete(address);
  }

  #count(address: string): number {
    return this.#counts.get(address) ?? 0;
  }
}

/** The client that makes a room. */
export interface Maker {
  /** The client's address, or the network that counts as one. */
  readonly address: string;
  /** The maximum number of rooms that clients of this address may have made. */
  readonly maxRooms: number;
}

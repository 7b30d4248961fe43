import { normalName } from "../chat/name.ts";
import { Refusal } from "../errors/refusal.ts";
import { quote } from "../framing/messages.ts";
import { EndpointPool } from "./endpoint_pool.ts";
import type { DirectoryRefusal } from "./refusal_code.ts";
import type { Endpoint, Room } from "./room.ts";
import { type Maker, RoomQuota } from "./room_quota.ts";
import { StoreError } from "../store/store_error.ts";
import type { Store } from "./store.ts";

/** The options of a {@linkcode Directory}. */
export interface DirectoryOptions {
  readonly maxRooms: number;
  /** A text that differs between directories, so that they choose different endpoints for rooms. */
  readonly seed: string;
  /** Without a store, the rooms are lost when the program ends. */
  readonly store?: Store | undefined;
}

/**
 * A list of rooms. No two have the same name, and no two the same address and port.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { Refusal } from "../errors/refusal.ts";
 *
 * const directory = new Directory({ maxRooms: 100, seed: "here" });
 * directory.make("lobby", { address: "239.0.0.1", port: 5000 });
 * directory.make("tea");
 * assert.deepEqual(directory.rooms.map(({ name }) => name), ["lobby", "tea"]);
 *
 * const refusal = directory.make("bar", { address: "239.0.0.1", port: 5000 });
 * assert(refusal instanceof Refusal && refusal.code === "address-taken");
 * ```
 */
export class Directory {
  readonly #maxRooms: number;
  readonly #seed: string;
  readonly #store: Store | undefined;
  readonly #byName = new Map<string, Room>();
  readonly #endpoints = new EndpointPool();
  readonly #quota = new RoomQuota();
  #rooms: readonly Room[] | undefined;

  constructor({ maxRooms, seed, store }: DirectoryOptions) {
    this.#maxRooms = maxRooms;
    this.#seed = seed;
    this.#store = store;
    for (const room of store?.rooms ?? []) this.#add(room);
  }

  /** The rooms in order of creation. The array stays the same one until a room is made or deleted. */
  get rooms(): readonly Room[] {
    return this.#rooms ??= [...this.#byName.values()];
  }

  /**
   * Makes a room, at a free endpoint if none is given.
   *
   * @param maker The client that asks for the room; without one, its number of rooms is not limited.
   */
  make(name: string, endpoint?: Endpoint, maker?: Maker): Room | DirectoryRefusal {
    if (this.#byName.has(normalName(name))) {
      return new Refusal("name-taken", `A room named "${name}" already exists`);
    }
    const other = endpoint && this.#endpoints.get(endpoint);
    if (other) {
      const { name, address, port } = other;
      return new Refusal("address-taken", `The room "${name}" already uses ${address} ${port}`);
    }
    if (this.#byName.size >= this.#maxRooms) {
      return new Refusal("too-many-rooms", `The directory is full (limit: ${this.#maxRooms})`);
    }
    if (maker && this.#quota.isUsedUp(maker)) {
      return new Refusal(
        "too-many-rooms",
        `Clients of your address have made as many rooms as they may (limit: ${maker.maxRooms})`,
      );
    }
    const chosen = endpoint ?? this.#endpoints.findFree(`${this.#seed}/${name}`);
    if (!chosen) return new Refusal("address-taken", "No free address is left");
    const room = { name, address: chosen.address, port: chosen.port };
    const failure = this.#save((store) => store.add(room));
    if (failure) return failure;
    this.#add(room);
    if (maker) this.#quota.add(normalName(name), maker);
    return room;
  }

  /** Deletes a room. */
  delete(name: string): DirectoryRefusal | undefined {
    const key = normalName(name);
    const room = this.#byName.get(key);
    if (!room) return new Refusal("no-such-room", `There is no room named ${quote(name)}`);
    const failure = this.#save((store) => store.remove(room.name));
    if (failure) return failure;
    this.#byName.delete(key);
    this.#endpoints.delete(room);
    this.#quota.delete(key);
    this.#rooms = undefined;
  }

  #save(change: (store: Store) => void): Refusal<"store-failed"> | undefined {
    try {
      if (this.#store) change(this.#store);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return new Refusal("store-failed", error.message);
    }
  }

  #add(room: Room): void {
    this.#byName.set(normalName(room.name), room);
    this.#endpoints.add(room);
    this.#rooms = undefined;
  }
}

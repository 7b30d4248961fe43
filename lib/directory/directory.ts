import { normalName } from "../chat/name.ts";
import { quote } from "../framing/messages.ts";
import { Places } from "./places.ts";
import { Refusal } from "./refusal.ts";
import type { Place, Room } from "./room.ts";

/** Where a directory is kept. Either call has changed nothing when it throws a {@linkcode Refusal}. */
export interface Store {
  /** The rooms that it holds, in order of creation. */
  readonly rooms: readonly Room[];
  /** Adds a room. It is there for good once the call returns. */
  add(room: Room): void;
  /** Removes the room of that name. */
  remove(name: string): void;
}

/** What a {@linkcode Directory} is made with. */
export interface DirectoryOptions {
  /** The most rooms there may be. */
  readonly maxRooms: number;
  /** What tells this directory from others near it: they put rooms in different places. */
  readonly seed: string;
  /** Without one, the rooms are forgotten when the program ends. */
  readonly store?: Store | undefined;
}

/**
 * All rooms. No two have the same name, and no two the same address and port.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const directory = new Directory({ maxRooms: 100, seed: "here" });
 * directory.make("lobby", { address: "239.0.0.1", port: 5000 });
 * const tea = directory.make("tea");
 * assert.deepEqual(directory.rooms.map(({ name }) => name), ["lobby", "tea"]);
 * assert.throws(() => directory.make("bar", tea), { code: "address-taken" });
 * ```
 */
export class Directory {
  readonly #maxRooms: number;
  readonly #seed: string;
  readonly #store: Store | undefined;
  readonly #byName = new Map<string, Room>();
  readonly #places = new Places();
  #rooms: readonly Room[] | undefined;

  constructor({ maxRooms, seed, store }: DirectoryOptions) {
    this.#maxRooms = maxRooms;
    this.#seed = seed;
    this.#store = store;
    for (const room of store?.rooms ?? []) this.#add(room);
  }

  /** All rooms in order of creation: the same array until there is another one, or one less. */
  get rooms(): readonly Room[] {
    return this.#rooms ??= [...this.#byName.values()];
  }

  /**
   * Makes a room, in a free place when none is given.
   *
   * @throws {Refusal} `name-taken`, `address-taken`, `too-many-rooms` or `store-failed`.
   */
  make(name: string, place?: Place): Room {
    if (this.#byName.has(normalName(name))) {
      throw new Refusal("name-taken", `There is a room named "${name}" already`);
    }
    const other = place && this.#places.get(place);
    if (other) {
      const { name, address, port } = other;
      throw new Refusal("address-taken", `The room "${name}" is at ${address} ${port} already`);
    }
    if (this.#byName.size >= this.#maxRooms) {
      throw new Refusal("too-many-rooms", `The directory is full (limit: ${this.#maxRooms})`);
    }
    const { address, port } = place ?? this.#freePlace(name);
    const room = { name, address, port };
    this.#store?.add(room);
    this.#add(room);
    return room;
  }

  /**
   * Deletes a room.
   *
   * @throws {Refusal} `no-such-room` or `store-failed`.
   */
  delete(name: string): void {
    const key = normalName(name);
    const room = this.#byName.get(key);
    if (!room) throw new Refusal("no-such-room", `There is no room named ${quote(name)}`);
    this.#store?.remove(room.name);
    this.#byName.delete(key);
    this.#places.delete(room);
    this.#rooms = undefined;
  }

  #freePlace(name: string): Place {
    const place = this.#places.findFree(`${this.#seed}/${name}`);
    if (!place) throw new Refusal("address-taken", "There is no free address to pick");
    return place;
  }

  #add(room: Room): void {
    this.#byName.set(normalName(room.name), room);
    this.#places.add(room);
    this.#rooms = undefined;
  }
}

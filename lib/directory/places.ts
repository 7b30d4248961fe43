/**
 * Which places are taken, and where a room is put when nobody says where.
 *
 * Addresses are from the organization-local scope (RFC 2365), 239.192.0.0 to 239.195.255.255, which
 * nobody has to ask for; the last 256 are left out, as protocols have fixed places there. Ports are
 * from a range that is registered for nothing, and below those that systems hand out by themselves.
 *
 * @module
 */
import { encodeText } from "../framing/encode_text.ts";
import type { Place, Room } from "./room.ts";

/** 239.192.0.0 as a number, and how many addresses from there on are used. */
const FIRST_ADDRESS = 0xefc00000;
const ADDRESSES = 2 ** 18 - 2 ** 8;

const FIRST_PORT = 29_200;
const PORTS = 512;

/**
 * The places of rooms.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const places = new Places();
 * const { address, port } = places.findFree("here/lobby")!;
 * assert.match(address, /^239\.19[2-5]\./);
 * places.add({ name: "lobby", address, port });
 * assert.notEqual(places.findFree("here/lobby")!.port, port);
 * ```
 */
export class Places {
  readonly #rooms = new Map<string, Room>();
  /** How many rooms have a port. */
  readonly #ports = new Map<number, number>();

  /** The room that is there. */
  get(place: Place): Room | undefined {
    return this.#rooms.get(key(place));
  }

  add(room: Room): void {
    this.#rooms.set(key(room), room);
    this.#ports.set(room.port, this.#roomsWith(room.port) + 1);
  }

  delete(room: Room): void {
    this.#rooms.delete(key(room));
    this.#ports.set(room.port, this.#roomsWith(room.port) - 1);
  }

  /**
   * Finds a place that no room has; `undefined` when there is none.
   *
   * The search starts where a hash of `seed` says: rooms of directories that know nothing of each
   * other hardly ever meet. A port of its own comes first, because programs that listen on all
   * addresses hear every room that has the same port.
   */
  findFree(seed: string): Place | undefined {
    const start = hash(seed);
    // So many in a row have all the ports.
    return placesFrom(start).take(PORTS).find((place) => this.#roomsWith(place.port) === 0) ??
      placesFrom(start).find((place) => !this.get(place));
  }

  #roomsWith(port: number): number {
    return this.#ports.get(port) ?? 0;
  }
}

function key({ address, port }: Place): string {
  return `${address}:${port}`;
}

function* placesFrom(start: number): Generator<Place, undefined> {
  for (let step = 0; step < ADDRESSES; step++) {
    const index = (start + step) % ADDRESSES;
    yield { address: formatAddress(FIRST_ADDRESS + index), port: FIRST_PORT + index % PORTS };
  }
}

function formatAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join(".");
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of encodeText(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}

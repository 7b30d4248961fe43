/**
 * The endpoints in use, and the choice of a free one for a room that is made without one.
 *
 * Addresses come from the organization-local scope (RFC 2365), 239.192.0.0 to 239.195.255.255, which
 * anybody may use without registration. Protocols have fixed addresses among the last 256, so these
 * are left out. Ports come from an unregistered range below the ephemeral ports of the systems.
 *
 * @module
 */
import { fnv1a } from "../framing/fnv1a.ts";
import { formatIpv4 } from "../framing/ipv4.ts";
import type { Endpoint, Room } from "./room.ts";

/** 239.192.0.0 as a number. */
const FIRST_ADDRESS = 0xefc00000;
const ADDRESS_COUNT = 2 ** 18 - 2 ** 8;

const FIRST_PORT = 29_200;
const PORT_COUNT = 512;

/**
 * The endpoints of all rooms.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const endpoints = new EndpointPool();
 * const { address, port } = endpoints.findFree("here/lobby")!;
 * assert.match(address, /^239\.19[2-5]\./);
 * endpoints.add({ name: "lobby", address, port });
 * assert.notEqual(endpoints.findFree("here/lobby")!.port, port);
 * ```
 */
export class EndpointPool {
  readonly #rooms = new Map<string, Room>();
  readonly #roomCountByPort = new Map<number, number>();

  /** Returns the room that uses an endpoint. */
  get(endpoint: Endpoint): Room | undefined {
    return this.#rooms.get(keyOf(endpoint));
  }

  add(room: Room): void {
    this.#rooms.set(keyOf(room), room);
    this.#roomCountByPort.set(room.port, this.#roomCount(room.port) + 1);
  }

  delete(room: Room): void {
    this.#rooms.delete(keyOf(room));
    this.#roomCountByPort.set(room.port, this.#roomCount(room.port) - 1);
  }

  /**
   * Returns an endpoint that no room uses, or `undefined` when none is left.
   *
   * The search starts at a hash of `seed`, so that directories that do not know of each other rarely
   * choose the same endpoint. Unused ports come first, because a program that listens on all
   * addresses receives the messages of every room on its port.
   */
  findFree(seed: string): Endpoint | undefined {
    const start = fnv1a(seed);
    // Consecutive endpoints have consecutive ports, so these are all the ports.
    return endpointsFrom(start).take(PORT_COUNT).find(({ port }) => this.#roomCount(port) === 0) ??
      endpointsFrom(start).find((endpoint) => !this.get(endpoint));
  }

  #roomCount(port: number): number {
    return this.#roomCountByPort.get(port) ?? 0;
  }
}

function keyOf({ address, port }: Endpoint): string {
  return `${address}:${port}`;
}

function* endpointsFrom(start: number): Generator<Endpoint, undefined> {
  for (let step = 0; step < ADDRESS_COUNT; step++) {
    const index = (start + step) % ADDRESS_COUNT;
    yield { address: formatIpv4(FIRST_ADDRESS + index), port: FIRST_PORT + index % PORT_COUNT };
  }
}

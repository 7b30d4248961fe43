import { parseIpv4 } from "../framing/ipv4.ts";
import type { Interface } from "../multicast/interfaces.ts";
import { Budget, HostBudgets } from "./budget.ts";
import type { Codec } from "./codec.ts";
import type { Packet } from "./packet.ts";
import { MAX_PACKET_BYTES, mentions, scanPacket } from "./packet_scan.ts";

/**
 * Datagrams of any content that are read: a busy network has some hundred a second. Each costs 30 to
 * 40 µs, most of it in the runtime.
 */
const DATAGRAMS = { perSecond: 3000, burst: 3000 };

/**
 * The work of decoding, in labels, pointers and records, of which a server's announcement has about
 * 40: for one host, and for a network with hundreds of servers.
 */
const HOST_STEPS = { perSecond: 2000, burst: 8000 };
const NETWORK_STEPS = { perSecond: 20_000, burst: 40_000 };

/** The options of {@linkcode Incoming}. */
export interface IncomingOptions {
  readonly codec: Codec;
  readonly via: Interface;
  /** Returns the words of which a packet must contain one, see {@linkcode mentions}. */
  words(): readonly string[];
}

/**
 * Decides which datagrams of a network are decoded. Anybody on the network may send any number of
 * any bytes, and they must not cost more than a small part of the processor.
 */
export class Incoming {
  readonly #codec: Codec;
  readonly #network: number;
  readonly #mask: number;
  readonly #words: () => readonly string[];
  readonly #datagrams: Budget;
  readonly #steps: HostBudgets;

  /** @param now The time in milliseconds, as in all calls. */
  constructor({ codec, via, words }: IncomingOptions, now: number) {
    this.#codec = codec;
    this.#mask = toNumber(via.netmask);
    this.#network = toNumber(via.address) & this.#mask;
    this.#words = words;
    this.#datagrams = new Budget(DATAGRAMS, now);
    this.#steps = new HostBudgets(HOST_STEPS, NETWORK_STEPS, now);
  }

  /** Counts a datagram. Returns `false` in a flood, which should not be read for a while. */
  mayRead(now: number): boolean {
    return this.#datagrams.take(1, now);
  }

  /** Decodes a datagram, unless it is none of ours or costs too much. */
  receive(bytes: Uint8Array, from: string, now: number): Packet | undefined {
    // The system also delivers datagrams from other interfaces.
    if ((toNumber(from) & this.#mask) !== this.#network) return undefined;
    if (bytes.length > MAX_PACKET_BYTES || !mentions(bytes, this.#words())) return undefined;
    const scan = scanPacket(bytes);
    if (!scan || !this.#steps.take(from, scan.steps, now)) return undefined;
    return this.#codec.decode(bytes, scan);
  }
}

/** Returns an address as a number of 32 bits. */
function toNumber(address: string): number {
  return (parseIpv4(address) ?? []).reduce((sum, octet) => sum << 8 | octet, 0);
}

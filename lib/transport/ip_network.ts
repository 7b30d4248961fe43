import { ipv6Groups } from "./ip_address.ts";

const GROUPS = 8;
const GROUP_BITS = 16;

/** The bits in front of an IPv4 address that is written as an IPv6 address. */
const IPV4_START_BITS = 96;
const IPV4_START = "::ffff:";

/** The part of an IPv6 address that one client has to itself. */
const CLIENT_BITS = 64;

/**
 * A network of IP addresses, or a single address.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const network = IpNetwork.parse("10.1.2.3/8")!;
 * assert.equal(String(network), "10.0.0.0/8");
 * assert(network.has("10.255.0.1") && network.has("::ffff:10.0.0.1"));
 * assert.equal(String(IpNetwork.parse("2001:db8::1")), "2001:db8::/64");
 * assert.equal(IpNetwork.parse("10.0.0.0/33"), undefined);
 * ```
 */
export class IpNetwork {
  /** An IPv4 address stands behind `::ffff:`, as in sockets for both families. */
  readonly #groups: readonly number[];
  readonly #bits: number;

  private constructor(groups: readonly number[], bits: number) {
    this.#groups = masked(groups, bits);
    this.#bits = bits;
  }

  /**
   * Parses `ADDRESS` or `ADDRESS/BITS`. An IPv6 address without a number of bits stands for its /64:
   * a client may use all addresses there. Returns `undefined` for anything else.
   */
  static parse(text: string): IpNetwork | undefined {
    const [, address = "", bits] = /^\[?([^/\]]+)\]?(?:\/(\d{1,3}))?$/.exec(text) ?? [];
    const groups = groupsOf(address);
    if (!groups) return undefined;
    const isIpv4 = isMapped(groups);
    const writtenBits = bits === undefined ? undefined : Number(bits);
    // `10.0.0.0/8` and `::ffff:10.0.0.0/104` are the same.
    const start = address.includes(":") ? 0 : IPV4_START_BITS;
    const allBits = start + (writtenBits ?? (isIpv4 ? GROUPS * GROUP_BITS - start : CLIENT_BITS));
    return allBits > GROUPS * GROUP_BITS ? undefined : new IpNetwork(groups, allBits);
  }

  /** Reports whether a text is meant as an address or a network, rightly written or not. */
  static isMeant(text: string): boolean {
    return /^\d[\d.]*\.[\d.]*(\/.*)?$/.test(text) ||
      /^\[?[\da-f.]*:[\da-f.]*:[\da-f:.]*(%\w*)?\]?(\/.*)?$/i.test(text);
  }

  /** The number of leading bits that are the same in all addresses. */
  get bits(): number {
    return this.#bits;
  }

  /** Reports whether an address is in this network. */
  has(address: string): boolean {
    const groups = groupsOf(address);
    return groups !== undefined && masked(groups, this.#bits).join() === this.#groups.join();
  }

  /** Reports whether some address is in both networks. */
  overlaps(other: IpNetwork): boolean {
    const bits = Math.min(this.#bits, other.#bits);
    return masked(this.#groups, bits).join() === masked(other.#groups, bits).join();
  }

  toString(): string {
    if (isMapped(this.#groups) && this.#bits >= IPV4_START_BITS) {
      const bytes = this.#groups.slice(6).flatMap((group) => [group >> 8, group & 0xff]);
      const bits = this.#bits - IPV4_START_BITS;
      return bits === 32 ? bytes.join(".") : `${bytes.join(".")}/${bits}`;
    }
    const written = this.#groups.map((group) => group.toString(16)).join(":");
    return `${new URL(`http://[${written}]`).hostname.slice(1, -1)}/${this.#bits}`;
  }
}

/** This machine's own addresses. */
const LOOPBACKS = ["127.0.0.0/8", "::1/128"].map((text) => IpNetwork.parse(text)!);

/** Reports whether a network has one of the addresses by which a machine reaches itself. */
export function hasLoopback(network: IpNetwork): boolean {
  return LOOPBACKS.some((loopback) => loopback.overlaps(network));
}

/**
 * Values by networks.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const networks = new NetworkIndex<string>();
 * networks.add(IpNetwork.parse("192.0.2.0/24")!, "a");
 * assert.equal(networks.find("192.0.2.7"), "a");
 * assert.equal(networks.find("192.0.3.7"), undefined);
 * ```
 */
export class NetworkIndex<T> {
  /** By the number of bits, then by the leading groups. */
  readonly #values = new Map<number, Map<string, T>>();

  add(network: IpNetwork, value: T): void {
    const { bits } = network;
    const sameSize = this.#values.get(bits) ?? new Map<string, T>();
    this.#values.set(bits, sameSize.set(String(network), value));
  }

  delete(network: IpNetwork): void {
    const sameSize = this.#values.get(network.bits);
    sameSize?.delete(String(network));
    if (sameSize?.size === 0) this.#values.delete(network.bits);
  }

  /** Returns the value of a network that has this address. */
  find(address: string): T | undefined {
    for (const [bits, sameSize] of this.#values) {
      const written = address.includes(":") ? address : `${IPV4_START}${address}`;
      const value = sameSize.get(String(IpNetwork.parse(`${withoutZone(written)}/${bits}`)));
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

function masked(groups: readonly number[], bits: number): number[] {
  return groups.map((group, index) => {
    const kept = Math.min(GROUP_BITS, Math.max(0, bits - index * GROUP_BITS));
    return group & (0xffff << (GROUP_BITS - kept)) & 0xffff;
  });
}

function isMapped(groups: readonly number[]): boolean {
  return groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
}

/** Returns the groups of an address; `undefined` if the text is none. */
function groupsOf(address: string): number[] | undefined {
  const plain = withoutZone(address);
  if (!plain.includes(":")) {
    const isIpv4 = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?=\d)|$)){4}$/.test(plain);
    return isIpv4 ? ipv6Groups(IPV4_START + plain) : undefined;
  }
  return URL.canParse(`http://[${plain}]`) ? ipv6Groups(plain) : undefined;
}

/** A link-local address carries its interface behind a percent sign. */
function withoutZone(address: string): string {
  return address.split("%", 1)[0]!;
}

import { type Interface, isInNetwork } from "../multicast/interfaces.ts";
import { isSameName, type Packet, type Peer, PORT, type Question, recordsOf } from "./packet.ts";
import { COUNTED, type Kind, nameOfInstance, SERVICE_TYPES, TTL } from "./service.ts";

/** Something that was heard of. All that is text may hold anything: make it safe before you print it. */
export interface Found {
  readonly kind: Kind;
  readonly name: string;
  /** An IPv4 address at which it can be reached, and its port. */
  readonly address: string;
  readonly port: number;
  /** How many users a server has, or how many rooms a directory; `undefined` when it does not tell. */
  readonly count: number | undefined;
  readonly version: string | undefined;
}

/** How much is kept: nobody has more, unless to do harm. */
const MOST_INSTANCES = 200;
const MOST_HOSTS = 400;
const MOST_ADDRESSES = 8;
const MOST_VERSION = 32;

/** How many of those that are known are told to those who would answer. */
const MOST_KNOWN = 20;

/** What is known of an instance so far. */
interface Instance {
  readonly kind: Kind;
  readonly name: string;
  /** Its full name. */
  readonly full: string;
  target?: { readonly host: string; readonly port: number };
  text?: readonly string[];
}

/** Who is on one network, from what is heard there. It has no sockets. */
export class Browser {
  readonly #via: Interface;
  readonly #instances = new Map<string, Instance>();
  /** The addresses of each host. */
  readonly #hosts = new Map<string, Set<string>>();

  constructor(via: Interface) {
    this.#via = via;
  }

  /** All of which enough is known, with the name of the host that each is on. */
  get found(): (Found & { readonly host: string })[] {
    return [...this.#instances.values()].flatMap(({ kind, name, target, text = [] }) => {
      const address = target && this.#addressOf(target.host);
      if (!address) return [];
      const count = valueOf(text, COUNTED[kind]);
      const version = valueOf(text, "version")?.slice(0, MOST_VERSION);
      const number = count !== undefined && /^\d{1,9}$/.test(count) ? Number(count) : undefined;
      const { host, port } = target;
      return [{ kind, name, address, port, count: number, version, host }];
    });
  }

  /** What to ask for next: all, and what is missing of those that are known. */
  query(): Packet {
    const usable = [...this.#instances.values()].filter(({ full }) => isUsable(full));
    const instances = usable.slice(0, MOST_KNOWN);
    const all = Object.values(SERVICE_TYPES).map((name): Question => ({ name, type: "PTR" }));
    return {
      isResponse: false,
      questions: [...all, ...instances.flatMap((instance) => this.#missing(instance))],
      answers: instances.map(({ kind, full }) => {
        const name = SERVICE_TYPES[kind];
        return { type: "PTR", name, ttl: TTL.pointer, isUnique: false, data: full };
      }),
    };
  }

  /** Takes what was heard on this network. */
  receive(packet: Packet, from: Peer): void {
    // Who does not send from that port has no say.
    if (!packet.isResponse || from.port !== PORT) return;
    const records = recordsOf(packet);
    // Records come in any order, so first what others hang on.
    for (const { type, name, ttl, data } of records) {
      if (type === "PTR") this.#hearOf(name, data, ttl);
    }
    for (const { type, name, ttl, data } of records) {
      const instance = this.#instances.get(name.toLowerCase());
      if (!instance || ttl === 0) continue;
      const isTarget = type === "SRV" && data.port > 0 && isUsable(data.target);
      if (isTarget) instance.target = { host: data.target.toLowerCase(), port: data.port };
      if (type === "TXT") instance.text = data;
    }
    this.#hearAddresses(packet);
  }

  #hearOf(type: string, full: string, ttl: number): void {
    const key = full.toLowerCase();
    if (ttl === 0) return void this.#instances.delete(key);
    if (this.#instances.has(key) || this.#instances.size >= MOST_INSTANCES) return;
    for (const kind of Object.keys(SERVICE_TYPES) as Kind[]) {
      const name = isSameName(type, SERVICE_TYPES[kind]) ? nameOfInstance(kind, full) : undefined;
      if (name) this.#instances.set(key, { kind, name, full });
    }
  }

  #hearAddresses(packet: Packet): void {
    const replaced = new Set<string>();
    for (const { type, name, ttl, isUnique, data } of recordsOf(packet)) {
      const host = name.toLowerCase();
      if (type !== "A" || !this.#isSane(data)) continue;
      // One that has come in another packet is another one, unless all are told again.
      if (isUnique && !replaced.has(host)) this.#hosts.delete(host);
      replaced.add(host);
      if (ttl === 0 || (!this.#hosts.has(host) && this.#hosts.size >= MOST_HOSTS)) continue;
      const addresses = this.#hosts.get(host) ?? new Set();
      if (addresses.size < MOST_ADDRESSES) addresses.add(data);
      this.#hosts.set(host, addresses);
    }
  }

  #missing({ full, target, text }: Instance): Question[] {
    return [
      ...(target ? [] : [{ name: full, type: "SRV" }]),
      ...(text ? [] : [{ name: full, type: "TXT" }]),
      ...(target && !this.#hosts.has(target.host) ? [{ name: target.host, type: "A" }] : []),
    ];
  }

  /** The address of a host: the one that is in this very network, if there is one. */
  #addressOf(host: string): string | undefined {
    const addresses = [...this.#hosts.get(host) ?? []];
    const { address, netmask } = this.#via;
    return addresses.find((one) => isInNetwork(one, address, netmask)) ?? addresses[0];
  }

  /** Whether an address can be one of a host that is heard here. */
  #isSane(address: string): boolean {
    const first = Number(address.split(".")[0]);
    return first > 0 && first < 224 && (first !== 127 || this.#via.isLoopback);
  }
}

/** The value of a key; the first one counts. */
function valueOf(text: readonly string[], key: string): string | undefined {
  const pairs = text.map((pair) => pair.split("=", 2));
  return pairs.find(([name]) => name!.toLowerCase() === key)?.[1];
}

/** Whether a name can be written in a packet again. */
function isUsable(name: string): boolean {
  const encoder = new TextEncoder();
  const labels = name.split(".").map((label) => encoder.encode(label).length);
  return labels.every((length) => length > 0 && length < 64) && encoder.encode(name).length < 254;
}

import { parseIpv4 } from "../framing/ipv4.ts";
import { type Interface, isInNetwork } from "../multicast/interfaces.ts";
import { type Access, readAccess } from "./access.ts";
import {
  isSameName,
  MDNS_PORT,
  type Packet,
  type Peer,
  type Question,
  recordsOf,
} from "./packet.ts";
import { searchable } from "./packet_scan.ts";
import {
  COUNT_KEYS,
  type Kind,
  nameOfInstance,
  SERVICE_TYPES,
  TTL,
  TYPE_LABELS,
} from "./service.ts";

/** A service that was found. Its texts may contain anything: make them safe before you print them. */
export interface FoundService extends Access {
  readonly kind: Kind;
  readonly name: string;
  /** An IPv4 address of the service. */
  readonly address: string;
  readonly port: number;
  /** The number of users of a server or rooms of a directory, if the service announces it. */
  readonly count: number | undefined;
  readonly version: string | undefined;
}

/** Limits on what others can make the browser remember. Honest networks stay far below them. */
const MAX_INSTANCES = 200;
const MAX_HOSTS = 400;
const MAX_ADDRESSES_PER_HOST = 8;
const MAX_VERSION_LENGTH = 32;

/** The maximum number of instances listed in a query as known. */
const MAX_KNOWN_ANSWERS = 20;

const TYPE_WORDS = TYPE_LABELS.map(searchable);

/** The records of an instance that were received so far. */
interface Instance {
  readonly kind: Kind;
  readonly name: string;
  readonly fullName: string;
  target?: { readonly host: string; readonly port: number };
  text?: readonly string[];
}

/**
 * A DNS-SD browser for one network: a state machine without sockets, which takes received packets and
 * returns queries. It is our own code because packages for this start programs to list the interfaces
 * (see `docs/architecture.md`).
 */
export class Browser {
  readonly #via: Interface;
  readonly #instances = new Map<string, Instance>();
  /** The addresses of each host. */
  readonly #hosts = new Map<string, Set<string>>();
  /** The hosts whose addresses the last query asked for. */
  #askedHosts: readonly string[] = [];

  constructor(via: Interface) {
    this.#via = via;
  }

  /** The services whose address is known, with the name of the host of each. */
  get services(): (FoundService & { readonly host: string })[] {
    return [...this.#instances.values()].flatMap(({ kind, name, target, text = [] }) => {
      const address = target && this.#addressOf(target.host);
      if (!address) return [];
      const count = valueOf(text, COUNT_KEYS[kind]);
      const version = valueOf(text, "version")?.slice(0, MAX_VERSION_LENGTH);
      const number = count !== undefined && /^\d{1,9}$/.test(count) ? Number(count) : undefined;
      const { host, port } = target;
      const access = readAccess((key) => valueOf(text, key));
      return [{ kind, name, address, port, count: number, version, host, ...access }];
    });
  }

  /** Labels of which each answer to {@linkcode query} contains one, see `mentions`. */
  get words(): readonly string[] {
    return [...TYPE_WORDS, ...this.#askedHosts.map((host) => searchable(host.split(".", 1)[0]!))];
  }

  /** Returns a query for all services and for the records that known instances lack. */
  query(): Packet {
    const encodable = [...this.#instances.values()].filter(({ fullName }) => isEncodable(fullName));
    const instances = encodable.slice(0, MAX_KNOWN_ANSWERS);
    const all = Object.values(SERVICE_TYPES).map((name): Question => ({ name, type: "PTR" }));
    const missing = instances.flatMap((instance) => this.#missingRecords(instance));
    this.#askedHosts = missing.filter(({ type }) => type === "A").map(({ name }) => name);
    return {
      isResponse: false,
      questions: [...all, ...missing],
      answers: instances.map(({ kind, fullName }) => {
        const name = SERVICE_TYPES[kind];
        return { type: "PTR", name, ttl: TTL.pointer, isUnique: false, data: fullName };
      }),
    };
  }

  /** Takes a packet that was received on this network. */
  receive(packet: Packet, from: Peer): void {
    // Responses from other ports are not trusted: any program may send them.
    if (!packet.isResponse || from.port !== MDNS_PORT) return;
    const records = recordsOf(packet);
    // Records come in any order. Pointers go first, because the other records refer to them.
    for (const { type, name, ttl, data } of records) {
      if (type === "PTR") this.#receivePointer(name, data, ttl);
    }
    for (const { type, name, ttl, data } of records) {
      const instance = this.#instances.get(name.toLowerCase());
      if (!instance || ttl === 0) continue;
      const isTarget = type === "SRV" && data.port > 0 && isEncodable(data.target);
      if (isTarget) instance.target = { host: data.target.toLowerCase(), port: data.port };
      if (type === "TXT") instance.text = data;
    }
    this.#receiveAddresses(packet);
  }

  #receivePointer(type: string, fullName: string, ttl: number): void {
    const key = fullName.toLowerCase();
    if (ttl === 0) return void this.#instances.delete(key);
    if (this.#instances.has(key) || this.#instances.size >= MAX_INSTANCES) return;
    for (const kind of Object.keys(SERVICE_TYPES) as Kind[]) {
      if (!isSameName(type, SERVICE_TYPES[kind])) continue;
      const name = nameOfInstance(kind, fullName);
      if (name) this.#instances.set(key, { kind, name, fullName });
    }
  }

  #receiveAddresses(packet: Packet): void {
    const updatedHosts = new Set<string>();
    for (const { type, name, ttl, isUnique, data } of recordsOf(packet)) {
      const host = name.toLowerCase();
      if (type !== "A" || !this.#isPlausible(data)) continue;
      // A unique record replaces addresses from earlier packets, but not those from this one.
      if (isUnique && !updatedHosts.has(host)) this.#hosts.delete(host);
      updatedHosts.add(host);
      if (ttl === 0 || (!this.#hosts.has(host) && this.#hosts.size >= MAX_HOSTS)) continue;
      const addresses = this.#hosts.get(host) ?? new Set();
      if (addresses.size < MAX_ADDRESSES_PER_HOST) addresses.add(data);
      this.#hosts.set(host, addresses);
    }
  }

  #missingRecords({ fullName, target, text }: Instance): Question[] {
    return [
      ...(target ? [] : [{ name: fullName, type: "SRV" }]),
      ...(text ? [] : [{ name: fullName, type: "TXT" }]),
      ...(target && !this.#hosts.has(target.host) ? [{ name: target.host, type: "A" }] : []),
    ];
  }

  /** Returns an address of a host, in this network if the host has one there. */
  #addressOf(host: string): string | undefined {
    const addresses = [...this.#hosts.get(host) ?? []];
    const { address, netmask } = this.#via;
    return addresses.find((one) => isInNetwork(one, address, netmask)) ?? addresses[0];
  }

  /** Reports whether a host on this network can have that address. */
  #isPlausible(address: string): boolean {
    const [first = 0] = parseIpv4(address) ?? [];
    return first > 0 && first < 224 && (first !== 127 || this.#via.isLoopback);
  }
}

/** Returns the value of a key in a TXT record, where the first of several counts. */
function valueOf(text: readonly string[], key: string): string | undefined {
  const pairs = text.map((pair) => pair.split("=", 2));
  return pairs.find(([name]) => name!.toLowerCase() === key)?.[1];
}

/** Reports whether a received name can be encoded again. */
function isEncodable(name: string): boolean {
  const encoder = new TextEncoder();
  const labels = name.split(".").map((label) => encoder.encode(label).length);
  return labels.every((length) => length > 0 && length < 64) && encoder.encode(name).length < 254;
}

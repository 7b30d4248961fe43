/**
 * Services and their DNS records, see `docs/protocols/discovery.md`.
 *
 * @module
 */
import type { ResourceRecord } from "./packet.ts";

/** The kinds of services. */
export type Kind = "server" | "directory";

/** The DNS-SD service type of each kind. */
export const SERVICE_TYPES: Readonly<Record<Kind, string>> = {
  server: "_parley._tcp.local",
  directory: "_parley-crds._tcp.local",
};

/** The first labels of the service types: each packet about services contains one of them. */
export const TYPE_LABELS = Object.values(SERVICE_TYPES).map((type) => type.split(".", 1)[0]!);

/** The key in the TXT record under which each kind announces its count. */
export const COUNT_KEYS = { server: "users", directory: "rooms" } as const;

/** The name that lists all service types of a network, and a label that no other name has. */
const ALL_TYPES = "_services._dns-sd._udp.local";
export const ALL_TYPES_LABEL = "_dns-sd";

/** How long records are valid, in seconds. Records with a host expire soon after the host is gone. */
export const TTL = { pointer: 4500, text: 4500, host: 120 } as const;

/** The longest name of an instance. A label has 63 bytes, and a suffix such as ` (2)` has to fit. */
const MAX_NAME_BYTES = 55;

/** A service that is announced on one network. */
export interface Service {
  readonly kind: Kind;
  /** The name of the instance. */
  readonly name: string;
  /** The name of the host, which no other host has. */
  readonly host: string;
  readonly port: number;
  /** The address of the host on this network. */
  readonly address: string;
}

/** Returns why an instance cannot have that name, or `undefined` if it can. */
export function nameProblem(name: string): string | undefined {
  if (name.trim() === "") return "the name is empty";
  if (new TextEncoder().encode(name).length > MAX_NAME_BYTES) {
    return `the name is longer than ${MAX_NAME_BYTES} bytes`;
  }
  if (/[\p{Cc}.]/u.test(name)) return "the name contains a dot or a control character";
}

/** Returns the full name of an instance. */
export function instanceName({ kind, name }: Pick<Service, "kind" | "name">): string {
  return `${name}.${SERVICE_TYPES[kind]}`;
}

/** Returns an instance's name without its type, or `undefined` if it has another type. */
export function nameOfInstance(kind: Kind, fullName: string): string | undefined {
  const suffix = `.${SERVICE_TYPES[kind]}`;
  const at = fullName.length - suffix.length;
  return at > 0 && fullName.slice(at).toLowerCase() === suffix ? fullName.slice(0, at) : undefined;
}

/** Returns all records of a service. */
export function recordsFor(service: Service, text: readonly string[]): ResourceRecord[] {
  const type = SERVICE_TYPES[service.kind];
  const name = instanceName(service);
  const { host, port, address } = service;
  return [
    { type: "PTR", name: type, ttl: TTL.pointer, isUnique: false, data: name },
    { type: "SRV", name, ttl: TTL.host, isUnique: true, data: { target: host, port } },
    { type: "TXT", name, ttl: TTL.text, isUnique: true, data: text },
    { type: "A", name: host, ttl: TTL.host, isUnique: true, data: address },
    { type: "PTR", name: ALL_TYPES, ttl: TTL.pointer, isUnique: false, data: type },
  ];
}

/**
 * What servers and directories are called on the local network, see `docs/protocols/discovery.md`.
 *
 * @module
 */
import type { ResourceRecord } from "./packet.ts";

/** What can be found. */
export type Kind = "server" | "directory";

/** The name under which each kind is looked for. */
export const SERVICE_TYPES: Readonly<Record<Kind, string>> = {
  server: "_parley._tcp.local",
  directory: "_parley-crds._tcp.local",
};

/** What each kind counts, which is a key of its text. */
export const COUNTED = { server: "users", directory: "rooms" } as const;

/** The name under which one learns which types there are. */
const ALL_TYPES = "_services._dns-sd._udp.local";

/** For how long records hold, in seconds: what names a host as long as a host may be gone unnoticed. */
export const TTL = { pointer: 4500, text: 4500, host: 120 } as const;

/** The most bytes that the name of an instance may have, so that a suffix fits behind it. */
const MOST_NAME = 55;

/** Something that is announced on one network. */
export interface Service {
  readonly kind: Kind;
  /** What this very instance is called. */
  readonly name: string;
  /** The name of the host, which nobody else has. */
  readonly host: string;
  readonly port: number;
  /** The address of the host on this network. */
  readonly address: string;
}

/** Why an instance cannot be called so, or `undefined` when it can. */
export function flawOfName(name: string): string | undefined {
  if (name.trim() === "") return "it is empty";
  if (new TextEncoder().encode(name).length > MOST_NAME) return `it has over ${MOST_NAME} bytes`;
  if (/[\p{Cc}.]/u.test(name)) return "it holds a dot or a control character";
}

/** The full name of an instance. */
export function instanceName({ kind, name }: Pick<Service, "kind" | "name">): string {
  return `${name}.${SERVICE_TYPES[kind]}`;
}

/** The name of an instance without its type; `undefined` when it is of another type. */
export function nameOfInstance(kind: Kind, instance: string): string | undefined {
  const suffix = `.${SERVICE_TYPES[kind]}`;
  const at = instance.length - suffix.length;
  return at > 0 && instance.slice(at).toLowerCase() === suffix ? instance.slice(0, at) : undefined;
}

/** All that is said of a service; `text` is what it tells besides. */
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

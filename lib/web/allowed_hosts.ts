import { ipv6Groups } from "../transport/ip_address.ts";

/** How long the list of this machine's addresses is good for, in milliseconds. */
const MAX_AGE_MS = 1000;

/** The part of a `Host` header before the port. Names and addresses have no other characters. */
const HOST = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i;

/** Returns the name or the address in a `Host` header; `undefined` if it is malformed. */
export function hostnameOf(host: string): string | undefined {
  const [, inBrackets, plain] = HOST.exec(host) ?? [];
  if (inBrackets === undefined) return plain?.toLowerCase().replace(/\.$/, "");
  return URL.canParse(`http://[${inBrackets}]/`) ? ipv6Groups(inBrackets).join(":") : undefined;
}

/** The parts of the system that tell what this machine is called. */
export interface Machine {
  /** Returns the machine's name, if the program may ask for it. */
  hostname(): string | undefined;
  /** Returns the addresses of its network interfaces. */
  addresses(): readonly string[];
}

/**
 * The names and addresses by which browsers may call the server. Others are refused, because a page
 * of somebody else may give its own name this machine's address (DNS rebinding), and would then
 * count as a page of the server.
 */
export class AllowedHosts {
  readonly #machine: Machine;
  readonly #names: ReadonlySet<string>;
  #addresses: ReadonlySet<string> = new Set();
  #readAt = -Infinity;

  /** @param names Further names and addresses, IPv6 addresses with or without brackets. */
  constructor(names: readonly string[], machine: Machine) {
    this.#machine = machine;
    const own = machine.hostname()?.toLowerCase();
    const label = own?.split(".", 1)[0];
    const ownNames = own ? [own, `${label}`, `${label}.local`] : [];
    this.#names = new Set(["localhost", ...ownNames, ...names.map(keyOf)]);
  }

  /** Reports whether a `Host` header names this server. The port may be that of a router. */
  has(host: string): boolean {
    const hostname = hostnameOf(host);
    if (hostname === undefined) return false;
    return this.#names.has(hostname) || hostname.startsWith("127.") && isIpv4(hostname) ||
      this.#addressesNow().has(hostname);
  }

  #addressesNow(): ReadonlySet<string> {
    const now = performance.now();
    if (now - this.#readAt > MAX_AGE_MS) {
      this.#addresses = new Set(this.#machine.addresses().map(keyOf));
      this.#readAt = now;
    }
    return this.#addresses;
  }
}

/** Returns a name or an address in the form of {@linkcode hostnameOf}. */
function keyOf(name: string): string {
  const [plain = ""] = name.split("%", 1);
  return hostnameOf(plain.includes(":") && !plain.startsWith("[") ? `[${plain}]` : plain) ?? plain;
}

function isIpv4(hostname: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}

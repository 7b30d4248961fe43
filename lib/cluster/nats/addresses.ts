import { UsageError } from "../../errors/expected_error.ts";

/** The port of NATS. */
const DEFAULT_PORT = 4222;

/** The address of a NATS server. */
export interface NatsAddress {
  /** `host:port`, with brackets around an IPv6 address. */
  readonly hostPort: string;
  /** The host alone, without brackets. */
  readonly hostname: string;
  /** Whether the connection must be encrypted. Otherwise it is if the server offers that. */
  readonly needsTls: boolean;
  readonly user?: string;
  readonly password?: string;
  /** A token instead of a user and a password. */
  readonly token?: string;
}

/**
 * Reads addresses of NATS servers, separated by commas: `nats://host:4222` or `tls://host:4222`, both
 * with `user:password@` or `token@` before the host if needed. The scheme and the port may be left out.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const [first, second] = parseAddresses("nats://a:4222,tls://me:secret@b");
 * assert.deepEqual(first, { hostPort: "a:4222", hostname: "a", needsTls: false });
 * assert.equal(second?.hostPort, "b:4222");
 * assert.equal(second.password, "secret");
 * ```
 *
 * @throws {UsageError} if one of them is malformed. Its message contains no password.
 */
export function parseAddresses(list: string): NatsAddress[] {
  const addresses = new Map<string, NatsAddress>();
  for (const text of list.split(",")) {
    const address = parseAddress(text.trim());
    addresses.set(address.hostPort, address);
  }
  return Array.from(addresses.values());
}

function parseAddress(text: string): NatsAddress {
  const refuse = (flaw: string): never => {
    throw new UsageError(`Cannot use "${withoutSecrets(text)}" for --cluster: ${flaw}`, {
      hint: "Write addresses as nats://host:4222, separated by commas.",
    });
  };
  if (text === "") return refuse("an address is empty");
  const [, scheme = "nats", rest = ""] = /^(?:([^:/]*):\/\/)?(.*)$/s.exec(text)!;
  if (scheme !== "nats" && scheme !== "tls") {
    return refuse(`the scheme "${scheme}" is neither nats nor tls`);
  }
  // A scheme of which URL knows that it has hosts; the port 80 would vanish from "http".
  const url = URL.parse(`wss://${rest}`);
  if (!url || url.hostname === "") return refuse("it is not an address");
  if (/[/?#\\]/.test(rest)) return refuse("only a port may follow the host");
  const port = /:(\d+)$/.exec(rest)?.[1] ?? String(DEFAULT_PORT);
  if (Number(port) === 0) return refuse("the port is 0");
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const address = {
    hostPort: `${url.hostname}:${Number(port)}`,
    hostname,
    needsTls: scheme === "tls",
  };
  const user = decode(url.username) ?? refuse("the user has a wrong % sequence");
  const password = decode(url.password) ?? refuse("the password has a wrong % sequence");
  const hasPassword = /^[^@]*:[^@]*@/.test(rest);
  if (user === "") return hasPassword ? refuse("the user is missing") : address;
  return hasPassword ? { ...address, user, password } : { ...address, token: user };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Returns an address for messages, without what stands before the last `@`. */
function withoutSecrets(text: string): string {
  return text.replace(/^([^:/]*:\/\/)?.*@/s, "$1…@");
}

/**
 * Returns the address of another node of the same NATS cluster, with the credentials of this one.
 *
 * @param hostPort The address as the NATS server tells it.
 */
export function siblingOf(address: NatsAddress, hostPort: string): NatsAddress {
  const hostname = hostPort.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return { ...address, hostPort, hostname };
}

/** The name of a cluster: it becomes a part of subjects and of the names of streams. */
const CLUSTER_NAME = /^[A-Za-z0-9_-]{1,32}$/;

/**
 * Checks the name of a cluster.
 *
 * @throws {UsageError} if it cannot be the name of one.
 */
export function checkClusterName(name: string): void {
  if (CLUSTER_NAME.test(name)) return;
  throw new UsageError(
    `Cannot use "${name}" for --cluster-name: a name has 1 to 32 letters (a-z), digits, "-" and "_"`,
  );
}

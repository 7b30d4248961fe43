import { ExpectedError } from "../errors/expected_error.ts";
import { systemReason } from "../errors/system_reason.ts";
import { formatAddress } from "./address.ts";

/** The ports that many systems reserve for privileged programs are below this one. */
const FIRST_UNPRIVILEGED_PORT = 1024;

/** The start of the error for a name that the resolver does not know. */
const UNKNOWN_HOST = "failed to lookup address information";

/**
 * The system refused to listen on an address.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const error = new ListenError({ hostname: "::1", port: 55555 }, new Deno.errors.AddrInUse());
 * assert.equal(
 *   error.text,
 *   "Cannot listen on [::1]:55555: address already in use. " +
 *     "Is another server running on port 55555?",
 * );
 * ```
 */
export class ListenError extends ExpectedError {
  override name = "ListenError";

  constructor(address: { hostname: string; port: number }, cause: unknown) {
    super(`Cannot listen on ${formatAddress(address)}: ${reasonOf(cause)}`, {
      hint: hintFor(address, cause),
      cause,
    });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof URIError ? "this is no address" : systemReason(cause);
}

function hintFor(
  { hostname, port }: { hostname: string; port: number },
  cause: unknown,
): string | undefined {
  if (cause instanceof Deno.errors.AddrInUse) {
    return `Is another server running on port ${port}?`;
  }
  if (cause instanceof Deno.errors.AddrNotAvailable) {
    const all = hostname.includes(":") ? "::" : "0.0.0.0";
    return `Use ${all} to listen on all addresses of this machine.`;
  }
  if (cause instanceof Deno.errors.PermissionDenied) return permissionHint(port);
  if (!(cause instanceof Error)) return undefined;
  if (cause instanceof URIError || cause.message.startsWith(UNKNOWN_HOST)) {
    return "Use an IP address of this machine, such as 127.0.0.1.";
  }
  if (/^fe[89ab]/i.test(hostname) && !hostname.includes("%")) {
    return `A link-local address needs its network interface, such as ${hostname}%eth0.`;
  }
}

function permissionHint(port: number): string | undefined {
  if (port < FIRST_UNPRIVILEGED_PORT) {
    const capability = Deno.build.os === "linux" ? " or CAP_NET_BIND_SERVICE" : "";
    return `Ports below ${FIRST_UNPRIVILEGED_PORT} need root${capability}.`;
  }
  if (Deno.build.os === "windows") {
    return "Windows may reserve the port: see netsh interface ipv4 show excludedportrange tcp.";
  }
}

import { ExpectedError } from "../errors/expected_error.ts";
import { systemReason } from "../errors/system_reason.ts";
import { formatAddress } from "./address.ts";

/** The ports that many systems reserve for privileged programs are below this one. */
const FIRST_UNPRIVILEGED_PORT = 1024;

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
    super(`Cannot listen on ${formatAddress(address)}: ${systemReason(cause)}`, {
      hint: hintFor(address.port, cause),
      cause,
    });
  }
}

function hintFor(port: number, cause: unknown): string | undefined {
  if (cause instanceof Deno.errors.AddrInUse) {
    return `Is another server running on port ${port}?`;
  }
  if (cause instanceof Deno.errors.AddrNotAvailable) {
    return "Use 0.0.0.0 to listen on all addresses of this machine.";
  }
  if (cause instanceof Deno.errors.PermissionDenied && port < FIRST_UNPRIVILEGED_PORT) {
    const capability = Deno.build.os === "linux" ? " or CAP_NET_BIND_SERVICE" : "";
    return `Ports below ${FIRST_UNPRIVILEGED_PORT} need root${capability}.`;
  }
}

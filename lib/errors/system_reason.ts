/**
 * Returns the reason that the operating system gave for a failure, without the details that Deno
 * adds: `permission denied`.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(systemReason(new Error("No route to host (os error 113)")), "no route to host");
 * const cut = "peer closed connection without sending TLS close_notify: https://docs.rs/";
 * assert.equal(systemReason(new Deno.errors.UnexpectedEof(cut)), "the connection was cut off");
 * ```
 */
export function systemReason(error: unknown): string {
  if (error instanceof Deno.errors.AddrInUse) return "address already in use";
  if (error instanceof Deno.errors.AddrNotAvailable) return "this machine has no such address";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotFound) return "no such file or directory";
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith("failed to lookup address information")) return "unknown host name";
  // TLS tells a connection that ends from one that was cut off; the message is about how to program it.
  if (message.includes("close_notify")) return "the connection was cut off";
  // Deno may append the operation after the number.
  const reason = message.replace(/^Error: /, "").replace(/ \(os error \d+\).*$/s, "");
  return /^[A-Z][a-z]/.test(reason) ? reason[0]!.toLowerCase() + reason.slice(1) : reason;
}

/**
 * The reasons why connections end, as the log, the metrics and the clients read them.
 *
 * @module
 */

/** The client closed its side. Also the reason until another one is known. */
export const DISCONNECTED = "disconnected";
/** The client reset the connection, or the network did. */
export const RESET = "connection reset";
/** A slow consumer lagged too far behind. */
export const TOO_FAR_BEHIND = "too far behind";
/** The client read nothing for the write timeout. */
export const NOT_READING = "stopped reading";
/** The client used up its rate limit for minutes without a break. */
export const FLOODING = "sent too much for too long";
/** Too many connections came from the client's address. */
export const TOO_MANY_CONNECTIONS = "too many connections from one address";
/** The client's user connected again and ended the session that was left behind. */
export const OWNER_CAME_BACK = "its owner has connected again";
/** The connection had not logged in and made room for another one. */
export const TOO_MANY_PENDING = "too many connections without a login";
/** The client sent nothing for too long before it logged in. */
export const SILENT = "silent for too long";
/** The client took too long to log in, whatever it sent. */
export const TOO_LATE = "took too long to log in";
export const SERVER_STOPPED = "server stopped";
/** A bug in the server. */
export const INTERNAL_ERROR = "internal error";

/** The reasons that are the client's own choice. */
export const CLIENT_REASONS: ReadonlySet<string> = new Set([
  DISCONNECTED,
  RESET,
  "logged out",
  "bye",
  "got a web page",
]);

/**
 * The reasons that the metrics tell apart, those of all protocols included. The list is fixed, so that
 * what a stranger sends can never add to it.
 */
const DROP_REASONS: ReadonlySet<string> = new Set([
  TOO_FAR_BEHIND,
  NOT_READING,
  FLOODING,
  TOO_MANY_CONNECTIONS,
  TOO_MANY_PENDING,
  OWNER_CAME_BACK,
  SERVER_STOPPED,
  INTERNAL_ERROR,
  "silent for too long",
  "took too long to log in",
  "too many logins failed",
  "the name is taken",
  "you have logged in elsewhere",
  "somebody else has registered your name",
  "the server is full",
  "kicked by an operator",
  "banned by an operator",
  "its line is too long",
  "sent an HTTP request",
  "WebSocket failed",
  "TLS handshake failed",
  "TLS failed",
  "this port speaks TLS only",
  // The directory's reasons are the codes of its protocol.
  "bad-request",
  "idle",
  "too-many-clients",
]);

/** The reason in the metrics of a connection that ended for a reason which is not in the list. */
const OTHER_REASON = "other";

/**
 * Returns the reason in the metrics of a connection that the server ended. A reason may go on with
 * details behind a colon, which are for the log only.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(dropReason("too far behind"), "too far behind");
 * assert.equal(dropReason("TLS handshake failed: no shared cipher"), "TLS handshake failed");
 * assert.equal(dropReason("anything: else"), "other");
 * ```
 */
export function dropReason(reason: string): string {
  const [known = ""] = reason.split(": ", 1);
  return DROP_REASONS.has(known) ? known : OTHER_REASON;
}

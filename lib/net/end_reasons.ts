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
export const SERVER_STOPPED = "server stopped";
/** A bug in the server. */
export const INTERNAL_ERROR = "internal error";

/** The reasons that are the client's own choice. */
export const CLIENT_REASONS: ReadonlySet<string> = new Set([
  DISCONNECTED,
  RESET,
  "logged out",
  "bye",
]);

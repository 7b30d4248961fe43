/**
 * What a client reads when its user has been put out, by an operator or from another place. Parley's
 * clients do not come back by themselves then.
 *
 * @module
 */
import { quote } from "../framing/messages.ts";

/** The reasons for the end of a connection. An operator's own reason follows behind a colon. */
export const KICKED = "kicked by an operator";
export const BANNED = "banned by an operator";

/** The reason for the end of a session whose owner has logged in with the password from another place. */
export const LOGGED_IN_ELSEWHERE = "you have logged in elsewhere";

/** The reason for the end of a session whose name was registered on another server of a cluster. */
export const NAME_REGISTERED = "somebody else has registered your name";

/** The start of a refusal to clients from an address. The end and the reason follow. */
export const ADDRESS_BANNED = "Your address is banned";

/** Returns the start of a refusal to log in under a name. The end and the reason follow. */
export function nameBanned(name: string): string {
  return `The name ${quote(name)} is banned`;
}

/**
 * Reports whether a text of the server says that the user has been put out.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert(isRemoval("You have been disconnected: kicked by an operator: being rude."));
 * assert(isRemoval("Your address is banned until 10:45"));
 * assert(!isRemoval("You have been disconnected: silent for too long."));
 * ```
 */
export function isRemoval(text: string): boolean {
  return /^(You have been disconnected: )?((kicked|banned) by an operator|you have logged in elsewhere|somebody else has registered your name)\b/
    .test(text) ||
    /^(Your address|The name ".*") is banned\b/.test(text);
}

/**
 * Texts of the messenger dialect that clients recognise.
 *
 * @module
 */
import { NAMES_UNAVAILABLE } from "../../chat/name_registry.ts";
import { quote } from "../../framing/messages.ts";

/** The third string of a login's body, with which a client asks for the ids and times of messages. */
export const EXTENDED = "extended";

/** The texts of logins that the server refuses to anybody, whatever the name. */
export const FULL_TEXTS = {
  "server-full": "The server is full",
  "too-many-connections": "Too many connections come from your address",
  "unavailable": NAMES_UNAVAILABLE.explanation,
} as const;

/** Returns the text of the error about a channel that does not exist. */
export function noSuchChannel(destination: string): string {
  return `No channel named ${quote(destination)} exists`;
}

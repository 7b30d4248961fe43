/**
 * The lines that answer a message of a messenger user.
 *
 * @module
 */
import { type Message, quote } from "../../framing/messages.ts";

/** The components of a reply that differ from those of an empty message to the user. */
export type Reply = Partial<Message> & Pick<Message, "action">;

/** The lines that answer a message. */
export type Replies = Reply | readonly Reply[];

/** Returns the reply that says what is wrong with a message. */
export function error(body: string): Reply {
  return { action: "error", body };
}

/** Returns the text of the error about a channel that the user is not in. */
export function notIn(destination: string): string {
  return `You are not in ${quote(destination)}`;
}

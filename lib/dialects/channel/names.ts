/**
 * Names in the frames of the channel dialect, as clients send them and as the server shows them.
 *
 * @module
 */
import { visibleName, withoutBrackets } from "../../chat/name.ts";
import type { User } from "../../chat/user.ts";
import { FRAME_SIZE } from "../../framing/fixed_frames.ts";

/** The maximum size of a name before a message, in bytes: the frame must have room for text. */
const MAX_SENDER_BYTES = 150;

/** Returns the user name that a first frame asks for: one visible line, never empty. */
export function userNameIn(text: string): string {
  return visibleName(withoutControls(text)) || "Guest";
}

/** Returns the channel name behind a command; empty when there is none. */
export function channelNameIn(rest: string): string {
  return visibleName(withoutControls(firstWord(rest.trimStart())));
}

/** Returns the text up to the first white space. */
export function firstWord(text: string): string {
  return /^\S*/.exec(text)![0];
}

function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, "_");
}

/** The names in front of messages, computed once for each user. */
const senderNames = new WeakMap<User, string>();

/** Returns the text in front of a message: the sender's name in brackets. */
export function senderPrefix(from: User, to = ""): string {
  return `[${senderName(from)}${to}] `;
}

function senderName(user: User): string {
  let shown = senderNames.get(user);
  if (shown === undefined) {
    const { name, address } = user;
    // Such a name would make a channel message look like a private one.
    const isMisleading = / to (you|all)$/.test(name);
    shown = withoutBrackets(truncate(isMisleading ? address : name, MAX_SENDER_BYTES));
    senderNames.set(user, shown);
  }
  return shown;
}

/** Returns a name at the start of a notice. It fits one frame, so the next cannot start inside it. */
export function nameInNotice(name: string): string {
  return withoutBrackets(truncate(name, FRAME_SIZE));
}

/** Cuts a text to so many bytes of UTF-8, at the boundary of a character. */
function truncate(text: string, maxBytes: number): string {
  if (text.length <= maxBytes / 4) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maxBytes));
  return read === text.length ? text : `${text.slice(0, read)}…`;
}

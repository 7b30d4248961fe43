/**
 * Names in the frames of the channel dialect, as clients send them and as the server shows them.
 *
 * @module
 */
import { lookOf } from "../../chat/look.ts";
import { visibleName, withoutBrackets } from "../../chat/name.ts";
import { addressOf, type User } from "../../chat/user.ts";
import { cutText } from "../../framing/cut_text.ts";
import { encodeText } from "../../framing/encode_text.ts";
import { FRAME_SIZE } from "../../framing/fixed_frames.ts";
import { fnv1a } from "../../framing/fnv1a.ts";

/** What follows a name in the notices about its user. */
export const JOINED = " has joined";
export const LEFT = " has left";

/** The maximum size of a name, in bytes: each notice about its user is one frame. */
const MAX_NAME_BYTES = FRAME_SIZE - Math.max(JOINED.length, LEFT.length);

/** The maximum size of a name before a text that takes several frames, in bytes. */
const MAX_SENDER_BYTES = 150;

/** Room for a suffix of up to seven digits. */
const MAX_SUFFIX_BYTES = 8;

/** Returns the user name that a first frame asks for: one visible line, never empty. */
export function userNameIn(text: string): string {
  return cutName(visibleName(withoutControls(text)), MAX_NAME_BYTES) || "Guest";
}

/** Returns the part of a user name that stays when it gets a suffix. */
export function suffixBaseOf(name: string): string {
  return cutName(name, MAX_NAME_BYTES - MAX_SUFFIX_BYTES);
}

/** Cuts a name. What was inside it may not be visible at its end. */
function cutName(name: string, maxBytes: number): string {
  const cut = cutText(name, maxBytes);
  return cut === name ? name : visibleName(cut);
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

/** A user's name in front of messages: as long as a frame may hold, and with more room for text. */
interface SenderName {
  readonly whole: string;
  readonly short: string;
}

/** Computed once for each user. */
const senderNames = new WeakMap<User, SenderName>();

/** Returns the text in front of a message in one frame: the sender's name in brackets. */
export function senderPrefix(from: User, to = ""): string {
  return `[${senderName(from).whole}${to}] `;
}

/** Returns the text in front of a message in several frames, where a long name is shortened. */
export function shortSenderPrefix(from: User, to = ""): string {
  return `[${senderName(from).short}${to}] `;
}

function senderName(user: User): SenderName {
  let shown = senderNames.get(user);
  if (shown === undefined) {
    const name = unambiguous(user.name);
    shown = { whole: shorten(name, MAX_NAME_BYTES), short: shorten(name, MAX_SENDER_BYTES) };
    senderNames.set(user, shown);
  }
  return shown;
}

/** Returns the name of a past message's sender, in front of which its time stands. */
export function pastSender(name: string): string {
  return shorten(unambiguous(name), MAX_SENDER_BYTES);
}

/** Returns a name that does not make a message in a channel look like a private one. */
function unambiguous(name: string): string {
  return looksPrivate(name) ? addressOf(name) : name;
}

/** The longest end of a name that may look like ` to you`, in UTF-16 code units: it may have marks. */
const MAX_TO_LENGTH = 100;

/** Reports whether a name in brackets would make a channel message look like a private one. */
function looksPrivate(name: string): boolean {
  return / to (you|all)$/i.test(lookOf(name.slice(-MAX_TO_LENGTH)).skeleton);
}

/** Returns a name at the start of a notice, which is one frame with it. */
export function nameInNotice(name: string): string {
  return shorten(name, MAX_NAME_BYTES);
}

/** Returns a name in a list. It fits a frame, so that no frame consists of a part of a name. */
export function nameInList(name: string): string {
  return fit(name, FRAME_SIZE);
}

/** Returns a name as the dialect shows it, in so many bytes. */
function shorten(name: string, maxBytes: number): string {
  return fit(withoutBrackets(name), maxBytes);
}

/** Cuts a name that is too long, and tells it from others with the same start by its hash. */
function fit(name: string, maxBytes: number): string {
  if (cutText(name, maxBytes) === name) return name;
  const end = `…${fnv1a(name).toString(16).padStart(8, "0")}`;
  return cutText(name, maxBytes - encodeText(end).length) + end;
}

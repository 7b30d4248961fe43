/**
 * The things that only users of IRC tell and know, as values for JSON: the servers of a cluster exchange
 * them. Whatever arrives may come from any program, so nothing of it reaches a client unchecked.
 *
 * @module
 */
import type { Text } from "../../chat/event.ts";
import { MAX_NAME_LENGTH } from "../../chat/name.ts";
import type { User } from "../../chat/user.ts";
import { encodeText } from "../../framing/encode_text.ts";
import { linesOf } from "../text_lines.ts";
import { SHARED_CAPABILITIES } from "./capabilities.ts";
import { factsOf, keepFacts, speaksIrc, USER_MODES } from "./facts.ts";
import { MAX_REMARK_BYTES } from "./limits.ts";
import { fitLine, MAX_LINE_BYTES, MAX_TAGS_BYTES } from "./line.ts";
import { MessageText } from "./message_text.ts";
import { PlainText } from "./plain_text.ts";
import { Signal } from "./signal.ts";
import { formatTags, NO_TAGS, type Tags } from "./tags.ts";

/** A source and a command, and perhaps more. */
const LINE = /^:[^ ]+ [A-Z]+(?: |$)/;

/** The name of a tag of a client, such as `+typing`. */
const TAG_NAME = /^\+[^;= \0\r\n]*$/;

/** A part of the members of a channel, as the target of a message. */
const RANKS = /^[@+]+#[^ ,]+$/;

/** A text that fits one line whatever stands before it, in UTF-16 code units. */
const MAX_SHORT_LENGTH = 120;

const BREAK = /[\0\r\n]/;

/** Returns a {@linkcode Signal} as a value for JSON. */
export function encodeSignal(signal: object): unknown {
  if (!(signal instanceof Signal)) return undefined;
  const { line, needs, tags } = signal;
  return { line, needs, tags: encodeTags(tags) };
}

/** Returns the signal that a value stands for, if it is sound. */
export function decodeSignal(value: unknown): Signal | undefined {
  const { line, needs, tags } = fieldsOf(value);
  if (!isLine(line) || !LINE.test(line)) return undefined;
  const known = SHARED_CAPABILITIES.find((name) => name === needs);
  if (needs !== undefined && !known) return undefined;
  return new Signal(line, known, decodeTags(tags));
}

/**
 * Returns what the words of a message do not say to users of IRC, as a value for JSON; `undefined` if
 * the words say everything.
 *
 * @param words The message as users of other dialects read it.
 */
export function encodeForm(text: Text, words: string): unknown {
  if (text instanceof PlainText) return isOneLine(words) ? undefined : {};
  if (!(text instanceof MessageText)) return undefined;
  const { raw, verb, target } = text;
  const tags = encodeTags(text.tags);
  const isPlain = verb === "PRIVMSG" && tags === undefined && target === undefined;
  if (isPlain && raw === words && isOneLine(raw)) return undefined;
  return {
    raw: raw === words ? undefined : raw,
    verb: verb === "NOTICE" ? verb : undefined,
    ...{ target, tags },
  };
}

/**
 * Returns the text of a message of a user of IRC.
 *
 * @param words The message as users of other dialects read it.
 * @param sender The name of the sender.
 */
export function decodeForm(form: unknown, words: string, sender: string): Text {
  if (form === undefined) return words;
  const { raw = words, verb, target, tags } = fieldsOf(form);
  if (!isLine(raw)) return words;
  return new MessageText(raw, sender, {
    verb: verb === "NOTICE" ? verb : "PRIVMSG",
    target: typeof target === "string" && isLine(target) && RANKS.test(target) ? target : undefined,
    tags: decodeTags(tags),
  });
}

/** Returns the facts about a user as a value for JSON; `undefined` if the user's client speaks no IRC. */
export function encodeFacts(user: User): unknown {
  if (!speaksIrc(user)) return undefined;
  const { account, away, modes, signedOnAt, activeAt } = factsOf(user);
  return { account, away, modes: [...modes].join(""), signedOnAt, activeAt: activeAt() };
}

/** Keeps the facts about a user of another server, as far as they are sound. */
export function takeFacts(user: User, value: unknown): void {
  if (value === undefined) return;
  const { account, away, modes, signedOnAt, activeAt } = fieldsOf(value);
  const isAccount = isLine(account) && account !== "" && account.length <= MAX_NAME_LENGTH;
  const isAway = isLine(away) && encodeText(away).length <= MAX_REMARK_BYTES;
  keepFacts(user, {
    account: isAccount ? account : undefined,
    away: isAway ? away : undefined,
    modes: new Set(USER_MODES.filter((mode) => typeof modes === "string" && modes.includes(mode))),
    signedOnAt: timeOf(signedOnAt),
    activeAt: () => Math.max(timeOf(signedOnAt), timeOf(activeAt)),
  });
}

/** Reports whether a text becomes one line that is not cut. */
function isOneLine(text: string): boolean {
  return text.length <= MAX_SHORT_LENGTH && !text.includes("\0") && linesOf(text).length === 1;
}

function timeOf(value: unknown): number {
  return Number.isSafeInteger(value) ? Number(value) : 0;
}

function isLine(value: unknown): value is string {
  return typeof value === "string" && !BREAK.test(value) && value.isWellFormed() &&
    value.length <= MAX_LINE_BYTES && fitLine(value) === value;
}

function encodeTags(tags: Tags): Record<string, string> | undefined {
  return tags.size === 0 ? undefined : Object.fromEntries(tags);
}

function decodeTags(value: unknown): Tags {
  const tags = Object.entries(fieldsOf(value))
    .filter((tag): tag is [string, string] => TAG_NAME.test(tag[0]) && typeof tag[1] === "string");
  if (tags.length === 0) return NO_TAGS;
  const isShort = tags.every(([, value]) => value.length <= MAX_TAGS_BYTES) &&
    encodeText(formatTags(tags)).length <= MAX_TAGS_BYTES;
  return isShort ? new Map(tags) : NO_TAGS;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? value as Record<string, unknown> : {};
}

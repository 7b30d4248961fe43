/**
 * The modes of a channel as fields that change one by one, so that servers which change them at the same
 * time come to the same end: the latest change of each field holds.
 *
 * @module
 */
import type { Channel } from "./channel.ts";
import type { ChannelFlag, MaskListName } from "./channel_modes.ts";
import { foldCase } from "./name.ts";
import { keyOf, type User } from "./user.ts";

const FLAGS: ReadonlySet<string> = new Set<ChannelFlag>(["i", "m", "n", "s", "t", "C"]);
const LISTS: readonly MaskListName[] = ["b", "e", "I"];

/** What an operator of a channel can give to a user. */
const RIGHTS = ["operator", "voice", "invitation"] as const;
export type Right = typeof RIGHTS[number];

/** The longest key and the longest mask that count, in UTF-16 code units. */
const MAX_LENGTH = 1024;

/**
 * What the operators of a channel have decided, by the names of fields: `flag i`, `key`, `limit`,
 * `b *!*@host`, and `operator ID`, `voice ID` or `invitation ID` for a user.
 */
export type ModeFields = Map<string, unknown>;

/**
 * Returns the fields of a channel that are set.
 *
 * @param idOf Returns what stands for a user; a user without an id is left out.
 */
export function modeFieldsOf(
  { modes, members }: Channel,
  idOf: (user: User) => number | string | undefined = ({ name }) => keyOf(name),
): ModeFields {
  const fields: ModeFields = new Map();
  for (const flag of modes.flags) fields.set(`flag ${flag}`, true);
  if (modes.key !== undefined) fields.set("key", modes.key);
  if (modes.limit !== undefined) fields.set("limit", modes.limit);
  for (const list of LISTS) {
    for (const entry of modes.masks(list)) fields.set(`${list} ${foldCase(entry.mask)}`, entry);
  }
  for (const right of RIGHTS) {
    for (const user of usersWith(modes, right)) {
      const id = idOf(user);
      const counts = members.has(user) !== (right === "invitation");
      if (counts && id !== undefined) fields.set(rightField(right, id), true);
    }
  }
  return fields;
}

function usersWith(modes: Channel["modes"], right: Right): ReadonlySet<User> {
  return right === "operator" ? modes.operators : right === "voice" ? modes.voiced : modes.invited;
}

/** Returns the name of the field that says whether a user has a right. */
export function rightField(right: Right, id: number | string): string {
  return `${right} ${id}`;
}

/** Returns the names of the fields of all rights that a user may have. */
export function rightFields(id: number | string): string[] {
  return RIGHTS.map((right) => rightField(right, id));
}

/** Returns the right of a user that a field is about, and the id of the user, if it is about one. */
export function rightOf(field: string): readonly [right: Right, id: string] | undefined {
  const [kind, rest] = splitOnce(field);
  const right = RIGHTS.find((it) => it === kind);
  return right && [right, rest];
}

/**
 * Sets a field of a channel, or removes it if the value is `null`. Whatever is not sound is ignored.
 *
 * @param userOf Returns the user with an id.
 */
export function applyModeField(
  { modes, members }: Channel,
  field: string,
  value: unknown,
  userOf: (id: string) => User | undefined,
): void {
  const [kind = "", rest = ""] = splitOnce(field);
  switch (kind) {
    case "flag":
      return FLAGS.has(rest) ? change(modes.flags, rest as ChannelFlag, value) : undefined;
    case "key":
      modes.key = isWord(value) ? value : undefined;
      return;
    case "limit":
      modes.limit = Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : undefined;
      return;
    case "operator":
    case "voice": {
      const user = userOf(rest);
      const ranks = kind === "operator" ? modes.operators : modes.voiced;
      if (user && members.has(user)) change(ranks, user, value);
      return;
    }
    case "invitation": {
      const user = userOf(rest);
      if (!user || members.has(user)) return;
      return value === true ? modes.invite(user) : modes.onJoin(user);
    }
    case "b":
    case "e":
    case "I": {
      modes.removeMask(kind, rest);
      const { mask, by, time } = (value ?? {}) as Record<string, unknown>;
      if (!isWord(mask) || !isWord(by) || typeof time !== "number") return;
      if (foldCase(mask) === rest) {
        modes.setMask(kind, { mask, by, time });
      }
    }
  }
}

/** Reports whether something is a word that can stand in a line of IRC. */
function isWord(value: unknown): value is string {
  return typeof value === "string" && value.length <= MAX_LENGTH && /^[^\0\r\n ]+$/.test(value);
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf(" ");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function change<Item>(items: Set<Item>, item: Item, value: unknown): void {
  if (value === true) items.add(item);
  else items.delete(item);
}

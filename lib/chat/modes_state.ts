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

/** The longest key and the longest mask that count, in UTF-16 code units. */
const MAX_LENGTH = 1024;

/**
 * What the operators of a channel have decided, by the names of fields: `flag i`, `key`, `limit`,
 * `b *!*@host`, and `operator alice` or `voice alice` with the keys of members' names.
 */
export type ModeFields = Map<string, unknown>;

/** Returns the fields of a channel that are set. */
export function modeFieldsOf({ modes, members }: Channel): ModeFields {
  const fields: ModeFields = new Map();
  for (const flag of modes.flags) fields.set(`flag ${flag}`, true);
  if (modes.key !== undefined) fields.set("key", modes.key);
  if (modes.limit !== undefined) fields.set("limit", modes.limit);
  for (const list of LISTS) {
    for (const entry of modes.masks(list)) fields.set(`${list} ${foldCase(entry.mask)}`, entry);
  }
  const addAll = (rank: string, users: Iterable<User>) => {
    for (const user of users) if (members.has(user)) fields.set(rankField(rank, user.name), true);
  };
  addAll("operator", modes.operators);
  addAll("voice", modes.voiced);
  return fields;
}

/** Returns the name of the field that says whether a user is an operator, or has a voice. */
export function rankField(rank: string, name: string): string {
  return `${rank} ${keyOf(name)}`;
}

/** Reports whether a field is about a user: it goes with the user. */
export function isRankField(field: string): boolean {
  return field.startsWith("operator ") || field.startsWith("voice ");
}

/**
 * Sets a field of a channel, or removes it if the value is `null`. Whatever is not sound is ignored.
 *
 * @param userOf Returns the user with a key.
 */
export function applyModeField(
  { modes, members }: Channel,
  field: string,
  value: unknown,
  userOf: (key: string) => User | undefined,
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
    case "b":
    case "e":
    case "I": {
      modes.removeMask(kind, rest);
      const { mask, by, time } = (value ?? {}) as Record<string, unknown>;
      if (!isWord(mask) || !isWord(by) || typeof time !== "number") return;
      if (foldCase(mask) === rest) {
        modes.addMask(kind, { mask, by, time });
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

import type { Channel } from "../../chat/channel.ts";
import { modeFieldsOf } from "../../chat/modes_state.ts";
import type { FormerModes } from "../../chat/presence.ts";
import type { User } from "../../chat/user.ts";
import type { ModeChange } from "./modes.ts";

/** Returns the changes that lead from the former modes of a channel to the present ones. */
export function modeNews(channel: Channel, former: FormerModes): ModeChange[] {
  const present = modeFieldsOf(channel, () => undefined);
  const gone = [...former.fields].filter(([field]) => !present.has(field));
  const isNews = ([field, value]: [string, unknown]) =>
    JSON.stringify(former.fields.get(field)) !== JSON.stringify(value);
  const { operators, voiced } = channel.modes;
  return [
    ...gone.map(([field, value]) => fieldChange("-", field, value)),
    ...rankChanges(channel, "o", former.operators, operators),
    ...rankChanges(channel, "v", former.voiced, voiced),
    ...[...present].filter(isNews).map(([field, value]) => fieldChange("+", field, value)),
  ];
}

function fieldChange(sign: "+" | "-", field: string, value: unknown): ModeChange {
  const [kind = "", letter = ""] = field.split(" ");
  switch (kind) {
    case "flag":
      return { sign, letter };
    case "key":
      return { sign, letter: "k", argument: sign === "+" ? String(value) : "*" };
    case "limit":
      return sign === "+" ? { sign, letter: "l", argument: String(value) } : { sign, letter: "l" };
    default:
      return { sign, letter: kind, argument: (value as { mask: string }).mask };
  }
}

function rankChanges(
  { members }: Channel,
  letter: "o" | "v",
  former: ReadonlySet<User>,
  present: ReadonlySet<User>,
): ModeChange[] {
  return [...members].filter((user) => former.has(user) !== present.has(user)).map((user) => ({
    sign: present.has(user) ? "+" : "-",
    letter,
    argument: user.nick,
  }));
}

import type { Hub } from "../../chat/hub.ts";
import { hasInvisible, MAX_NAME_LENGTH } from "../../chat/name.ts";
import { looksLikeServer } from "../../chat/server_name.ts";
import { keyOf, type User } from "../../chat/user.ts";
import { nearest } from "../../errors/nearest.ts";
import type { Refusal } from "../../errors/refusal.ts";
import { quote } from "../../framing/messages.ts";
import { areAlike } from "../moderation/bans.ts";
import type { Moderation } from "../moderation/moderation.ts";
import { type Actor, refuse } from "./server_command.ts";

/** Returns a name as its user has it, from one that somebody typed: `@bob` is `bob`. */
export function typedName(text: string): string {
  return text.replace(/^@(?=.)/, "");
}

/** Returns a name that somebody typed to ban or mute it; its user need not be here. */
export function nameToPunish(
  { operators }: Moderation,
  actor: Actor,
  text: string,
): string | Refusal<"refused"> {
  const name = typedName(text);
  if (name.length > MAX_NAME_LENGTH) {
    return refuse(`The name is too long: names have at most ${MAX_NAME_LENGTH} characters`);
  }
  if (hasInvisible(name) || /\p{Cc}/u.test(name) || looksLikeServer(name)) {
    return refuse(`Nobody can have the name ${quote(name)}`);
  }
  if (name.startsWith("--")) return refuse(`Write a name before ${quote(name)}`);
  if (actor.user && areAlike(actor.user.name, name)) return refuse("This is your own name");
  const operator = operators.names().find((operator) => areAlike(operator, name));
  return operator === undefined ? name : refuse(firstNoOperator(operator));
}

/** Says what to do before an operator is put out. */
function firstNoOperator(name: string): string {
  return `${name} is an operator: first write /operator ${name} off`;
}

/** Returns the user of a name that somebody typed, or which one was probably meant. */
export function findUser(hub: Hub, text: string): User | Refusal<"refused"> {
  const name = typedName(text);
  const user = hub.user(name) ?? hub.users.get(keyOf(name));
  return user ?? refuse(nobodyNamed(hub, name));
}

/** Says that nobody of a name is here, and who may be meant. */
export function nobodyNamed(hub: Hub, name: string): string {
  const meant = nearest(name, hub.userAddresses);
  const question = meant === undefined ? "" : `: did you mean ${quote(meant)}?`;
  return `No user named ${quote(name)} is here${question}`;
}

/** Returns a channel that somebody typed with or without its number sign. */
export function findChannel(hub: Hub, text: string) {
  const channel = hub.channel(text) ?? hub.channel(text.replace(/^#/, ""));
  if (channel) return channel;
  const meant = nearest(text.replace(/^#/, ""), hub.channelNames);
  const question = meant === undefined ? "" : `: did you mean ${quote(meant)}?`;
  return refuse(`No channel named ${quote(text)} exists${question}`);
}

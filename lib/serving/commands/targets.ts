import type { Hub } from "../../chat/hub.ts";
import { keyOf, type User } from "../../chat/user.ts";
import { nearest } from "../../errors/nearest.ts";
import type { Refusal } from "../../errors/refusal.ts";
import { quote } from "../../framing/messages.ts";
import { refuse } from "./server_command.ts";

/** Returns a name as its user has it, from one that somebody typed: `@bob` is `bob`. */
export function typedName(text: string): string {
  return text.replace(/^@(?=.)/, "");
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

import { matchingWords } from "../../terminal/completion.ts";
import { BLOCK_COMMANDS } from "../shared/blocking.ts";
import { candidatesFor, type ChatCommand, helpOn } from "../shared/commands.ts";
import type { Conversation } from "./conversation.ts";
import { channelNamed } from "./messenger_connection.ts";

/** The commands of the messenger client. */
export const MESSENGER_COMMANDS: readonly ChatCommand<Conversation>[] = [
  {
    name: "/help",
    arguments: "",
    help: "List the commands; lines without a slash go to your channel",
    run: (it) => it.print(helpOn(MESSENGER_COMMANDS)),
  },
  {
    name: "/msg",
    arguments: "USER TEXT",
    help: "Send a message to a user in any channel",
    run: (it, user = "", body = "") => it.ask({ action: "message", destination: user, body }),
    candidates: (it) => it.userNames,
  },
  {
    name: "/users",
    arguments: "",
    help: "List the users",
    run: (it) => it.ask({ action: "users" }),
  },
  {
    name: "/broadcast",
    arguments: "TEXT",
    help: "Send a message to all users",
    run: (it, body = "") => it.ask({ action: "broadcast", destination: "*", body }),
  },
  {
    name: "/channels",
    arguments: "",
    help: "List the channels",
    run: (it) => it.ask({ action: "channels" }),
  },
  {
    name: "/create",
    arguments: "CHANNEL",
    help: "Make a channel and enter it",
    run: (it, name = "") => it.ask({ action: "create", destination: channelNamed(name) }),
  },
  {
    name: "/join",
    arguments: "CHANNEL",
    help: "Enter a channel and leave the current one",
    run: (it, name = "") => it.ask({ action: "join", destination: channelNamed(name) }),
    candidates: (it) => it.channelNames,
  },
  { name: "/leave", arguments: "", help: "Leave your channel", run: (it) => it.leave() },
  ...BLOCK_COMMANDS,
  { name: "/quit", arguments: "", help: "Leave the program", run: (it) => it.quit() },
];

/** Returns the completions of the last word in `before`: what a command expects, or any name. */
export function messengerCandidates(it: Conversation, before: string): string[] {
  const expected = before.startsWith("/") ? candidatesFor(MESSENGER_COMMANDS, it, before) : [];
  if (expected.length > 0) return expected;
  const commands = MESSENGER_COMMANDS.map(({ name }) => name);
  return matchingWords(before, [...it.userNames, ...it.channelNames, ...commands]);
}

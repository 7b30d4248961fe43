import { BLOCK_COMMANDS } from "../shared/blocking.ts";
import { candidatesFor, type ChatCommand, helpOn } from "../shared/commands.ts";
import type { Conversation } from "./conversation.ts";
import { channelNamed } from "./messenger_link.ts";

/** All that a user of the messenger can do. */
export const MESSENGER_COMMANDS: readonly ChatCommand<Conversation>[] = [
  {
    name: "/help",
    arguments: "",
    help: "Lists the commands; lines without a slash go to your channel",
    run: (it) => it.print(helpOn(MESSENGER_COMMANDS)),
  },
  {
    name: "/msg",
    arguments: "USER TEXT",
    help: "Tells one user something, wherever they are",
    run: (it, user = "", body = "") => it.ask({ action: "message", destination: user, body }),
    candidates: (it) => it.userNames,
  },
  {
    name: "/users",
    arguments: "",
    help: "Lists who is here",
    run: (it) => it.ask({ action: "users" }),
  },
  {
    name: "/broadcast",
    arguments: "TEXT",
    help: "Tells everybody something",
    run: (it, body = "") => it.ask({ action: "broadcast", destination: "*", body }),
  },
  {
    name: "/channels",
    arguments: "",
    help: "Lists the channels",
    run: (it) => it.ask({ action: "channels" }),
  },
  {
    name: "/create",
    arguments: "CHANNEL",
    help: "Makes a channel and enters it",
    run: (it, name = "") => it.ask({ action: "create", destination: channelNamed(name) }),
  },
  {
    name: "/join",
    arguments: "CHANNEL",
    help: "Enters a channel, leaving the present one",
    run: (it, name = "") => it.ask({ action: "join", destination: channelNamed(name) }),
    candidates: (it) => it.channelNames,
  },
  { name: "/leave", arguments: "", help: "Leaves your channel", run: (it) => it.leave() },
  ...BLOCK_COMMANDS,
  { name: "/quit", arguments: "", help: "Ends the program", run: (it) => it.quit() },
];

/** What the word at the end of `before` may become; texts stay as they are. */
export function messengerCandidates(it: Conversation, before: string): string[] {
  return before.startsWith("/") ? candidatesFor(MESSENGER_COMMANDS, it, before) : [];
}

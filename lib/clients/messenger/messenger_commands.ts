import { matchingWords } from "../../terminal/completion.ts";
import { BLOCK_COMMANDS } from "../shared/blocking.ts";
import { candidatesFor, type ChatCommand, helpOn, namesThatStart } from "../shared/commands.ts";
import { helpOnServer, serverCommandsBeside } from "../shared/server_commands.ts";
import { VOCABULARY } from "../shared/vocabulary.ts";
import { withLocalNames } from "../../product/names.ts";
import { SECRET_COMMANDS } from "./secret_commands.ts";
import type { Conversation } from "./conversation.ts";

/** The commands that the client carries out, or has an action of the dialect for. */
const OWN_COMMANDS: readonly ChatCommand<Conversation>[] = [
  { ...VOCABULARY.help, run: (it) => it.print(helpText()) },
  {
    ...VOCABULARY.join,
    run: (it, name = "") => it.join(name),
    candidates: (it) => it.channelNames,
  },
  { ...VOCABULARY.create, run: (it, name = "") => it.create(name) },
  { ...VOCABULARY.leave, run: (it) => it.leave() },
  { ...VOCABULARY.list, run: (it) => it.list() },
  { ...VOCABULARY.who, run: (it, name) => it.who(name), candidates: (it) => it.channelNames },
  {
    ...VOCABULARY.msg,
    run: (it, user = "", text = "") => it.tell(user, text),
    candidates: (it) => it.userNames,
  },
  {
    ...VOCABULARY.history,
    run: (it, ...words) => it.ownChannel()?.history(words.join(" ")),
    candidates: () => ["before", "after", "since"],
  },
  { ...VOCABULARY.search, run: (it, words = "") => it.ownChannel()?.search(words) },
  { ...VOCABULARY.reply, run: (it, text = "") => it.reply(text) },
  { ...VOCABULARY.me, run: (it, text = "") => it.act(text) },
  { ...VOCABULARY.broadcast, run: (it, text = "") => it.broadcast(text) },
  ...BLOCK_COMMANDS,
  ...SECRET_COMMANDS,
  { ...VOCABULARY.quiet, run: (it) => it.toggleQuiet() },
  { ...VOCABULARY.quit, run: (it) => it.quit() },
];

/** The commands of the messenger client. */
export const MESSENGER_COMMANDS: readonly ChatCommand<Conversation>[] = [
  ...OWN_COMMANDS,
  ...serverCommandsBeside(OWN_COMMANDS),
];

const MORE_HELP = `Other lines go to your channel. //text sends a text that starts with a slash.
On the command line: client.ts rooms (rooms without a server), client.ts find
(servers on this network), client.ts doctor (network problems), client.ts --help`;

/** Returns what `/help` prints. */
export function helpText(): string {
  const { users, operators } = helpOnServer(OWN_COMMANDS);
  return `${helpOn(OWN_COMMANDS)}\n${users}\n${
    withLocalNames(MORE_HELP)
  }\nFor operators:\n${operators}`;
}

/**
 * Returns the completions of the last word in `before`: commands, their arguments, or the names of
 * users and channels anywhere in a text.
 */
export function messengerCandidates(it: Conversation, before: string): string[] {
  const [, id] = /^\/history\s+before\s+(\d*)$/.exec(before) ?? [];
  if (id !== undefined && it.earliestShown !== undefined) {
    return [String(it.earliestShown)].filter((known) => known.startsWith(id));
  }
  if (/^\/(?!\/)/.test(before)) {
    const found = candidatesFor(MESSENGER_COMMANDS, it, before);
    if (found.length > 0) return found;
  }
  const [word] = /\S*$/.exec(before)!;
  if (word === "") return [];
  if (word.startsWith("/")) {
    return matchingWords(before, MESSENGER_COMMANDS.map(({ name }) => name));
  }
  if (word.startsWith("#")) return namesThatStart(it.channelNames, word);
  const [, at = "", start = ""] = /^(@?)(.*)$/s.exec(word)!;
  // The first word of a line says to whom it is addressed.
  const end = word === before ? ":" : "";
  return namesThatStart(it.userNames, start).map((name) => at + name + end);
}

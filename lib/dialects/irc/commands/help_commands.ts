import type { Commands, Member } from "../client.ts";
import { COMMANDS } from "../commands.ts";
import { paramText } from "../targets.ts";

/** The topic of the help about everything. */
const INDEX = "index";

/** The most characters of names in one line. */
const MAX_NAMES_LENGTH = 60;

export const HELP_COMMANDS = {
  HELP: {
    usage: "HELP [COMMAND]",
    help: "Explains a command",
    least: 0,
    run: help,
  },
  HELPOP: {
    usage: "HELPOP [COMMAND]",
    help: "Explains a command, as HELP does",
    least: 0,
    run: help,
  },
} as const satisfies Commands;

function help(client: Member, [topic = ""]: readonly string[]): void {
  if (topic === "") return replyIndex(client);
  const name = topic.toUpperCase();
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) return client.reply("ERR_HELPNOTFOUND", [paramText(topic)]);
  client.reply("RPL_HELPSTART", [name], command.usage);
  client.reply("RPL_HELPTXT", [name], command.help);
  client.reply("RPL_ENDOFHELP", [name]);
}

function replyIndex(client: Member): void {
  client.reply("RPL_HELPSTART", [INDEX], "Commands of this server: HELP COMMAND explains one");
  let line = "";
  for (const name of Object.keys(COMMANDS).sort()) {
    if (line.length + name.length > MAX_NAMES_LENGTH) {
      client.reply("RPL_HELPTXT", [INDEX], line);
      line = "";
    }
    line += line === "" ? name : ` ${name}`;
  }
  client.reply("RPL_HELPTXT", [INDEX], line);
  client.reply("RPL_ENDOFHELP", [INDEX]);
}

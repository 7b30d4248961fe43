import type { CommandReply } from "../../dialects/dialect.ts";
import { SERVER_COMMANDS, type ServerCommandText } from "../../dialects/server_commands.ts";
import { hasTooManyLines, MAX_TEXT_LINES } from "../../dialects/text_lines.ts";
import { deedText } from "../moderation/ledger.ts";
import type { Moderation } from "../moderation/moderation.ts";
import { fullLocalTime } from "../../framing/local_time.ts";
import { splitWord } from "./penalty_arguments.ts";
import { type Actor, refuse } from "./server_command.ts";
import type { CommandFamily } from "./server_commands.ts";
import { typedName } from "./targets.ts";
import { whoLines } from "./who.ts";

/** The number of entries that `/log` shows, and at most. */
const DEFAULT_LOG_ENTRIES = 20;
const MAX_LOG_ENTRIES = 1000;

/** The lines of `/commands`. */
const ALL_COMMANDS = SERVER_COMMANDS.map(commandLine);
const COMMANDS_FOR_ALL = SERVER_COMMANDS.filter((it) => !it.isForOperators).map(commandLine);

/** Returns the commands about the server as a whole. */
export function wholeServerCommands(moderation: Moderation): CommandFamily {
  return {
    "/announce": (actor, text) => announce(moderation, actor, text),
    "/who": () => whoLines(moderation),
    "/operator": (actor, rest) => operator(moderation, actor, rest),
    "/operators": () => {
      const names = moderation.operators.names();
      return names.length > 0 ? names : ["There are no operators but at the server's terminal"];
    },
    "/log": (_actor, rest) => log(moderation, rest.trim()),
    "/commands": ({ isOperator }) => isOperator ? ALL_COMMANDS : COMMANDS_FOR_ALL,
  };
}

function commandLine({ name, arguments: values, help }: ServerCommandText): string {
  return `${`${name} ${values}`.trimEnd()}: ${help}`;
}

function announce({ chat: { hub }, ledger }: Moderation, actor: Actor, text: string): CommandReply {
  if (hasTooManyLines(text)) {
    return refuse(`The text has more than ${MAX_TEXT_LINES} lines: send it in parts`);
  }
  const { size } = hub.users;
  ledger.record({ actor: actor.name, action: "announce", target: "", detail: firstPart(text) });
  hub.announce(text);
  return [`Announced to ${size} ${size === 1 ? "user" : "users"}`];
}

/** Returns a text for the log, where a long one would hide others. */
function firstPart(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, " ");
  return line.length <= 200 ? line : `${line.slice(0, 200).toWellFormed()}…`;
}

function operator(moderation: Moderation, actor: Actor, rest: string): CommandReply {
  const { chat: { hub }, operators } = moderation;
  const [word, option] = splitWord(rest);
  if (option !== "" && option !== "off") return refuse("Usage: /operator NAME [off]");
  const name = typedName(word);
  const isOperator = option === "";
  const present = operators.isOperator(name);
  if (present === undefined) {
    return refuse(`${name} is not registered: only the owner of a name can be an operator`);
  }
  if (present === isOperator) {
    return refuse(`${name} is ${isOperator ? "already" : "not"} an operator`);
  }
  const detail = isOperator ? "" : "off";
  operators.set({ actor: actor.name, action: "operator", target: name, detail }, name, isOperator);
  const user = hub.user(name);
  const told = isOperator
    ? "You are an operator now: /commands lists what you can do"
    : "You are no longer an operator";
  if (user) hub.tell(user, told);
  return [`${name} is ${isOperator ? "an operator now" : "no longer an operator"}`];
}

function log({ ledger }: Moderation, text: string): CommandReply {
  const count = text === "" ? DEFAULT_LOG_ENTRIES : Number(text);
  if (!/^\d*$/.test(text) || count < 1 || count > MAX_LOG_ENTRIES) {
    return refuse(`Cannot use "${text.slice(0, 20)}" as a count: write 1 to ${MAX_LOG_ENTRIES}`);
  }
  const lines = ledger.last(count).map((it) => `${fullLocalTime(it.time)} ${deedText(it)}`);
  return lines.length > 0 ? lines : ["Operators have done nothing yet"];
}

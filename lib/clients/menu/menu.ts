/**
 * What somebody sees who starts the client without saying what for: a short list to choose from, and
 * then the questions that a command line would have answered.
 *
 * @module
 */
import { type Arguments, readArguments } from "../../command_line/command.ts";
import { EXIT } from "../../command_line/program.ts";
import { CLIENT } from "../../programs/client/flags.ts";
import { type Console, openConsole } from "../../terminal/console.ts";
import { DEFAULT_SERVER } from "../shared/connect.ts";
import { DEFAULT_DIRECTORY } from "../rooms/directory_link.ts";
import { systemUserName } from "../shared/environment.ts";
import { type Answers, LastTime } from "./last_time.ts";
import { InputEnded, Questions } from "../shared/questions.ts";
import { runSubcommand } from "../../programs/client/subcommands.ts";

/** The flags that make sense before one has chosen. */
export const MENU_FLAGS = ["time", "no-store"] as const;

/** Something to do. */
interface Entry {
  readonly text: string;
  /** What one has to know to begin. */
  readonly hint?: string;
  /** Asks for what it takes. */
  ask(questions: Questions, last: Answers): Promise<Answers>;
  /** The command line that does it: the way, then what follows the flags. */
  words(answers: Answers): readonly [way: string, ...rest: string[]];
}

/** All that there is to do, in the order of its numbers. */
const ENTRIES: readonly Entry[] = [
  {
    text: "Join a chat server",
    hint: "/list shows channels, /create NAME makes one, /join NAME enters; Ctrl+D leaves",
    ask: askForServer,
    words: ({ name, host, port }) => ["channel", "--", `${name}`, `${host}`, `${port}`],
  },
  {
    text: "Message someone",
    ask: askForServer,
    words: ({ name, host, port }) => [
      "messenger",
      `--username=${name}`,
      `--address=${host}`,
      `--port=${port}`,
    ],
  },
  {
    text: "Find rooms on this network",
    hint: "name NAME says who you are, getdir lists rooms, chat ROOM enters one; quit ends",
    ask: async (questions, { directory = DEFAULT_DIRECTORY.host }) => ({
      directory: await questions.answer("Address of the room directory", directory),
    }),
    words: ({ directory }) => ["rooms", "--", `${directory}`],
  },
  {
    text: "Look who is announced on this network",
    ask: () => Promise.resolve({}),
    words: () => ["find"],
  },
];

/**
 * Asks what to do, and does it as if it had been asked for on the command line; returns the exit
 * code.
 */
export async function runMenu(args: Arguments): Promise<number> {
  const terminal = await openConsole({ prompt: "" });
  const lastTime = args.has("no-store") ? new LastTime(undefined) : LastTime.ofUser();
  try {
    const questions = new Questions(terminal);
    const entry = await choose(terminal, questions);
    if (entry === undefined) return EXIT.done;
    const answers = await entry.ask(questions, await lastTime.read());
    await lastTime.keep(answers);
    if (entry.hint !== undefined) terminal.print(entry.hint);
    const flags = MENU_FLAGS.filter((flag) => args.has(flag)).map((flag) => `--${flag}`);
    const [way, ...rest] = entry.words(answers);
    return await runSubcommand(readArguments(CLIENT, [way, ...flags, ...rest]));
  } catch (error) {
    if (error instanceof InputEnded) return EXIT.done;
    throw error;
  } finally {
    await terminal.close();
  }
}

/** What the user wants to do; `undefined` for nothing. */
async function choose(terminal: Console, questions: Questions): Promise<Entry | undefined> {
  const numbered = ENTRIES.map(({ text }, index) => `${index + 1}  ${text}`);
  terminal.print(
    ["Welcome to Parley. What would you like to do?", ...numbered, "q  Quit"].join("\n"),
  );
  for (;;) {
    const answer = await questions.answer("Your choice", "1");
    if (/^q(uit)?$/i.test(answer)) return undefined;
    const entry = /^\d+$/.test(answer) ? ENTRIES[Number(answer) - 1] : undefined;
    if (entry !== undefined) return entry;
    terminal.print(`"${answer}" is none of them: a number from 1 to ${ENTRIES.length}, or q`);
  }
}

async function askForServer(questions: Questions, last: Answers): Promise<Answers> {
  return {
    name: await questions.answer("Username", last.name ?? systemUserName()),
    host: await questions.answer("Server address", last.host ?? DEFAULT_SERVER.host),
    port: await questions.port("Server port", last.port ?? DEFAULT_SERVER.port),
  };
}

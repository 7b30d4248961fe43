/**
 * The menu of a client that was started without arguments: a list to choose from, then the questions
 * that a command line would have answered.
 *
 * @module
 */
import { type Arguments, readArguments } from "../../command_line/command.ts";
import { EXIT } from "../../command_line/program.ts";
import { CLIENT } from "../../programs/client/flags.ts";
import { type Console, openConsole } from "../../terminal/console.ts";
import { DEFAULT_SERVER } from "../shared/connect.ts";
import { DEFAULT_DIRECTORY } from "../rooms/directory_connection.ts";
import { systemUserName } from "../shared/environment.ts";
import { type Answers, LastAnswers } from "./last_answers.ts";
import { InputEnded, Questions } from "../shared/questions.ts";
import { runSubcommand } from "../../programs/client/subcommands.ts";

/** The flags that every choice of the menu accepts. */
export const MENU_FLAGS = ["time", "no-store"] as const;

/** A choice of the menu. */
interface Entry {
  readonly text: string;
  /** The commands that a beginner needs. */
  readonly hint?: string;
  /** Asks the user for the arguments. */
  ask(questions: Questions, last: Answers): Promise<Answers>;
  /** Returns the command line: the subcommand, then the words behind the flags. */
  words(answers: Answers): readonly [subcommand: string, ...rest: string[]];
}

/** The choices, in the order of their numbers. */
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
    hint: "name NAME sets your name, getdir lists rooms, chat ROOM enters one; quit leaves",
    ask: async (questions, { directory = DEFAULT_DIRECTORY.host }) => ({
      directory: await questions.answer("Address of the room directory", directory),
    }),
    words: ({ directory }) => ["rooms", "--", `${directory}`],
  },
  {
    text: "Find servers on this network",
    ask: () => Promise.resolve({}),
    words: () => ["find"],
  },
];

/** Asks the user for a choice and runs its command line. Returns the exit code. */
export async function runMenu(args: Arguments): Promise<number> {
  const terminal = await openConsole({ prompt: "" });
  const lastAnswers = args.has("no-store") ? new LastAnswers(undefined) : LastAnswers.ofUser();
  try {
    const questions = new Questions(terminal);
    const entry = await choose(terminal, questions);
    if (entry === undefined) return EXIT.done;
    const answers = await entry.ask(questions, await lastAnswers.read());
    await lastAnswers.keep(answers);
    if (entry.hint !== undefined) terminal.print(entry.hint);
    const flags = MENU_FLAGS.filter((flag) => args.has(flag)).map((flag) => `--${flag}`);
    const [subcommand, ...rest] = entry.words(answers);
    return await runSubcommand(readArguments(CLIENT, [subcommand, ...flags, ...rest]));
  } catch (error) {
    if (error instanceof InputEnded) return EXIT.done;
    throw error;
  } finally {
    await terminal.close();
  }
}

/** Asks for a choice; `undefined` when the user wants to quit. */
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
    terminal.print(`Cannot choose "${answer}": enter a number from 1 to ${ENTRIES.length}, or q`);
  }
}

async function askForServer(questions: Questions, last: Answers): Promise<Answers> {
  return {
    name: await questions.answer("Username", last.name ?? systemUserName()),
    host: await questions.answer("Server address", last.host ?? DEFAULT_SERVER.host),
    port: await questions.port("Server port", last.port ?? DEFAULT_SERVER.port),
  };
}

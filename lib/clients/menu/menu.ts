/**
 * The menu of a client that was started without arguments: a list to choose from, then the questions
 * that a command line would have answered.
 *
 * @module
 */
import { EXIT } from "../../errors/exit.ts";
import { type Console, openConsole } from "../../terminal/console.ts";
import { DEFAULT_SERVER } from "../shared/connect.ts";
import { DEFAULT_DIRECTORY } from "../rooms/directory_connection.ts";
import { systemUserName } from "../shared/environment.ts";
import { type Answers, LastAnswers } from "./last_answers.ts";
import { InputEnded, Questions } from "../shared/questions.ts";

/** The options of the menu, and the clients that it starts; each returns an exit code. */
export interface MenuOptions {
  /** Whether to save the answers for the next time. */
  readonly store: boolean;
  joinServer(server: NamedServer): Promise<number>;
  openMessenger(server: NamedServer): Promise<number>;
  /** @param directory The host of the room directory. */
  openRooms(directory: string): Promise<number>;
  find(): Promise<number>;
}

/** A server, and the name of the user on it. */
export interface NamedServer {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** An entry of the menu. */
interface Entry {
  readonly text: string;
  /** Asks the user for the arguments. */
  ask(questions: Questions, last: Answers, options: MenuOptions): Promise<Choice>;
  /** The commands that a beginner needs. */
  readonly hint?: string;
}

/** The answers to an entry's questions, and the client to run. */
interface Choice {
  readonly answers: Answers;
  run(): Promise<number>;
}

/** The entries in the order of their numbers. */
const ENTRIES: readonly Entry[] = [
  {
    text: "Join a chat server",
    hint: "/list shows channels, /create NAME makes one, /join NAME enters; Ctrl+D leaves",
    async ask(questions, last, { joinServer }) {
      const server = await askForServer(questions, last);
      return { answers: server, run: () => joinServer(server) };
    },
  },
  {
    text: "Message someone",
    async ask(questions, last, { openMessenger }) {
      const server = await askForServer(questions, last);
      return { answers: server, run: () => openMessenger(server) };
    },
  },
  {
    text: "Find rooms on this network",
    hint: "name NAME sets your name, getdir lists rooms, chat ROOM enters one; quit leaves",
    async ask(questions, { directory: last = DEFAULT_DIRECTORY.host }, { openRooms }) {
      const directory = await questions.answer("Address of the room directory", last);
      return { answers: { directory }, run: () => openRooms(directory) };
    },
  },
  {
    text: "Find servers on this network",
    ask: (_questions, _last, { find }) => Promise.resolve({ answers: {}, run: find }),
  },
];

/** Asks the user for a choice and runs its client. Returns the exit code. */
export async function runMenu(options: MenuOptions): Promise<number> {
  const terminal = await openConsole({ prompt: "" });
  const lastAnswers = options.store ? LastAnswers.ofUser() : new LastAnswers(undefined);
  try {
    const questions = new Questions(terminal);
    const entry = await choose(terminal, questions);
    if (entry === undefined) return EXIT.done;
    const { answers, run } = await entry.ask(questions, await lastAnswers.read(), options);
    await lastAnswers.keep(answers);
    if (entry.hint !== undefined) terminal.print(entry.hint);
    return await run();
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

async function askForServer(questions: Questions, last: Answers): Promise<NamedServer> {
  return {
    name: await questions.answer("Username", last.name ?? systemUserName()),
    host: await questions.answer("Server address", last.host ?? DEFAULT_SERVER.host),
    port: await questions.port("Server port", last.port ?? DEFAULT_SERVER.port),
  };
}

/**
 * What somebody sees who starts the client without saying what for: a short list to choose from, and
 * then the questions that a command line would have answered.
 *
 * @module
 */
import { EXIT } from "../../errors/exit.ts";
import { type Console, openConsole } from "../../terminal/console.ts";
import { DEFAULT_SERVER } from "../shared/connect.ts";
import { DEFAULT_DIRECTORY } from "../rooms/directory_link.ts";
import { systemUserName } from "../shared/environment.ts";
import { type Answers, LastTime } from "./last_time.ts";
import { InputEnded, Questions } from "../shared/questions.ts";

/** The menu's options, and the clients behind its entries; each returns an exit code. */
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
  /** Asks the questions of this entry; returns the answers to keep, and what to run. */
  ask(questions: Questions, last: Answers, options: MenuOptions): Promise<Choice>;
  /** What the user needs to know to begin. */
  readonly hint?: string;
}

/** The user's choice. */
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
    hint: "name NAME says who you are, getdir lists rooms, chat ROOM enters one; quit ends",
    async ask(questions, { directory: last = DEFAULT_DIRECTORY.host }, { openRooms }) {
      const directory = await questions.answer("Address of the room directory", last);
      return { answers: { directory }, run: () => openRooms(directory) };
    },
  },
  {
    text: "Look who is announced on this network",
    ask: (_questions, _last, { find }) => Promise.resolve({ answers: {}, run: find }),
  },
];

/** Asks what to do and does it; returns the exit code. */
export async function runMenu(options: MenuOptions): Promise<number> {
  const terminal = await openConsole({ prompt: "" });
  const lastTime = options.store ? LastTime.ofUser() : new LastTime(undefined);
  try {
    const questions = new Questions(terminal);
    const entry = await choose(terminal, questions);
    if (entry === undefined) return EXIT.done;
    const { answers, run } = await entry.ask(questions, await lastTime.read(), options);
    await lastTime.keep(answers);
    if (entry.hint !== undefined) terminal.print(entry.hint);
    return await run();
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

async function askForServer(questions: Questions, last: Answers): Promise<NamedServer> {
  return {
    name: await questions.answer("Username", last.name ?? systemUserName()),
    host: await questions.answer("Server address", last.host ?? DEFAULT_SERVER.host),
    port: await questions.port("Server port", last.port ?? DEFAULT_SERVER.port),
  };
}

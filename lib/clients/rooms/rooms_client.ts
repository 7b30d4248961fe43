/**
 * The terminal client of rooms: asks a directory which rooms there are, and chats in them by IP
 * multicast, without a server. The contract is `docs/protocols/rooms.md`.
 *
 * @module
 */
import { UsageError } from "../../errors/expected_error.ts";
import { parsePort } from "../../transport/port.ts";
import { normalName, revealed } from "../../chat/name.ts";
import { checkName } from "../../multicast/message.ts";
import { RoomError } from "../../multicast/room_error.ts";
import { type Console, openConsole } from "../../terminal/console.ts";
import { graphemes } from "../../terminal/graphemes.ts";
import { widthOf } from "../../terminal/width.ts";
import { type Blocking, openBlockList } from "../shared/blocking.ts";
import type { BlockList } from "../shared/block_list.ts";
import { candidatesFor, runCommand } from "../shared/commands.ts";
import {
  DEFAULT_DIRECTORY,
  DirectoryError,
  DirectoryLink,
  type RoomEntry,
} from "./directory_link.ts";
import { ServerGone } from "../shared/line_link.ts";
import { Questions } from "../shared/questions.ts";
import { chatInRoom, LEAVE_KEY } from "./room_chat.ts";
import { ROOMS_COMMANDS } from "./rooms_commands.ts";

/** What is known beforehand. */
export interface RoomsOptions {
  /** The directory to connect to at the start, if any. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** An address of the interface to chat by. */
  readonly via: string | undefined;
  /** How many networks a message may pass. */
  readonly ttl: number | undefined;
  /** Whether it is kept whom the user has blocked. */
  readonly store: boolean;
  /** Whether the time stands before what others say. */
  readonly times: boolean;
}

/** Runs the client until its input ends or the user leaves; returns the exit code. */
export async function runRooms(options: RoomsOptions): Promise<number> {
  let client: RoomsClient | undefined;
  const terminal = await openConsole({
    prompt: "",
    times: options.times,
    complete: (before) => client ? candidatesFor(ROOMS_COMMANDS, client, before) : [],
    instantKeys: [LEAVE_KEY],
  });
  try {
    client = new RoomsClient(options, terminal, await openBlockList(terminal, options.store));
    await client.run();
  } finally {
    await terminal.close();
  }
  return 0;
}

/** What its commands act on. */
export class RoomsClient implements Blocking {
  readonly blocks: BlockList;
  readonly #options: RoomsOptions;
  readonly #terminal: Console;
  readonly #questions: Questions;
  /** Who has been heard in rooms. */
  readonly #heard = new Set<string>();
  #at: { readonly host: string; readonly port: number };
  #directory: DirectoryLink | undefined;
  #rooms: readonly RoomEntry[] = [];
  #name: string | undefined;
  #isChatting = false;
  #isOver = false;

  constructor(options: RoomsOptions, terminal: Console, blocks: BlockList) {
    this.#options = options;
    this.#terminal = terminal;
    this.#questions = new Questions(terminal);
    this.blocks = blocks;
    const { host = DEFAULT_DIRECTORY.host, port = DEFAULT_DIRECTORY.port } = options;
    this.#at = { host, port };
  }

  /** The rooms that the directory listed last. */
  get roomNames(): Iterable<string> {
    return this.#rooms.map(({ name }) => name);
  }

  get userNames(): Iterable<string> {
    return this.#heard;
  }

  async run(): Promise<void> {
    if (this.#options.host !== undefined) await this.#obey("connect");
    while (!this.#isOver) {
      const line = await this.#questions.line(this.#prompt);
      if (line === undefined) break;
      if (line.trim() !== "" && line !== LEAVE_KEY) await this.#obey(line.trim());
    }
    await this.#directory?.bye();
  }

  print(text: string): void {
    this.#terminal.print(text);
  }

  async connect(host = this.#at.host, portText?: string): Promise<void> {
    if (this.#directory) return this.print("You are connected already: bye ends that");
    const port = portText === undefined ? this.#at.port : parsePort(portText);
    this.#at = { host, port };
    const directory = await DirectoryLink.connect(this.#at, (error) => {
      if (this.#directory !== directory) return;
      this.#directory = undefined;
      if (!this.#isChatting) this.#terminal.setPrompt(this.#prompt);
      this.print(error.message);
    });
    this.#directory = directory;
    this.print(`Connected to the room directory at ${host}:${port}`);
  }

  async listRooms(): Promise<void> {
    const directory = this.#connected();
    this.#rooms = await directory.rooms();
    this.print(this.#rooms.length > 0 ? table(this.#rooms) : NO_ROOMS);
  }

  async makeRoom(words: readonly string[]): Promise<void> {
    const { name, address, port } = await this.#connected().make(...words);
    this.#rooms = [...this.#rooms, { name, address, port }];
    this.print(`Made the room ${name} at ${address} port ${port}`);
  }

  async deleteRoom(name: string): Promise<void> {
    await this.#connected().delete(name);
    this.#rooms = this.#rooms.filter((room) => normalName(room.name) !== normalName(name));
    this.print(`Deleted the room ${name}`);
  }

  async bye(): Promise<void> {
    const directory = this.#connected();
    this.#directory = undefined;
    await directory.bye();
    this.print("The connection is closed");
  }

  setName(name: string): void {
    checkName(name);
    this.#name = name;
    this.print(`You are ${name}`);
  }

  async chat(name: string): Promise<void> {
    if (this.#name === undefined) return this.print("You have no name yet: set one with name NAME");
    await this.#learnRooms();
    const room = this.#rooms.find((room) => normalName(room.name) === normalName(name));
    if (!room) return this.print(`No room named "${name}" is in the directory: getdir lists them`);
    const { via, ttl } = this.#options;
    this.#isChatting = true;
    try {
      const hasInput = await chatInRoom({
        ...{ room, via, ttl, name: this.#name, questions: this.#questions },
        print: (text, from) => this.#terminal.print(text, from),
        hides: (sender) => {
          this.#heard.add(sender);
          return this.blocks.hides(sender);
        },
      });
      if (!hasInput) this.quit();
    } finally {
      this.#isChatting = false;
    }
  }

  /** Ends the program. */
  quit(): void {
    this.#isOver = true;
  }

  get #prompt(): string {
    return this.#directory ? "crds> " : "parley> ";
  }

  #connected(): DirectoryLink {
    if (this.#directory) return this.#directory;
    throw new DirectoryError("You are not connected: connect [HOST [PORT]] does that");
  }

  /** Asks the directory, over a short connection where there is none; what was known before will do. */
  async #learnRooms(): Promise<void> {
    if (this.#directory) {
      this.#rooms = await this.#directory.rooms();
      return;
    }
    try {
      const directory = await DirectoryLink.connect(this.#at, () => {});
      this.#rooms = await directory.rooms();
      await directory.bye();
    } catch (error) {
      if (!(error instanceof ServerGone) || this.#rooms.length === 0) throw error;
    }
  }

  /** Does what a line asks for; what goes wrong is said in a line, and changes nothing. */
  async #obey(line: string): Promise<void> {
    try {
      const mistake = await runCommand(ROOMS_COMMANDS, this, line);
      if (mistake !== undefined) this.print(mistake);
    } catch (error) {
      if (!EXPECTED.some((kind) => error instanceof kind)) throw error;
      if (error instanceof ServerGone) this.#directory = undefined;
      this.print((error as Error).message);
    }
  }
}

const NO_ROOMS = "There are no rooms yet: makeroom NAME makes one";

/** What can go wrong without a mistake in the program. */
const EXPECTED = [DirectoryError, RoomError, ServerGone, UsageError];

/** The rooms in aligned columns. */
function table(rooms: readonly RoomEntry[]): string {
  const rows = [
    ["NAME", "ADDRESS", "PORT"],
    ...rooms.map(({ name, address, port }) => [revealed(name), address, String(port)]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => widthOfText(row[column]!))));
  return rows.map(([name, address, port]) =>
    `${padded(name!, widths[0]!)}  ${padded(address!, widths[1]!)}  ${port}`
  ).join("\n");
}

function padded(text: string, width: number): string {
  return text + " ".repeat(width - widthOfText(text));
}

function widthOfText(text: string): number {
  return graphemes(text).reduce((sum, grapheme) => sum + widthOf(grapheme), 0);
}

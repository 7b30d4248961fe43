/**
 * The terminal client of rooms. It asks a directory for the list of rooms and chats in them by IP
 * multicast, without a server. The contract is `docs/protocols/rooms.md`.
 *
 * @module
 */
import { normalName, revealInvisible } from "../../chat/name.ts";
import { ExpectedError, UsageError } from "../../errors/expected_error.ts";
import { checkName } from "../../multicast/message.ts";
import { isInteractive } from "../../terminal/capabilities.ts";
import { type Console, openConsole } from "../../terminal/console.ts";
import { nearest } from "../../errors/nearest.ts";
import { parsePort } from "../../transport/port.ts";
import { type BlockingClient, openBlockList } from "../shared/blocking.ts";
import type { BlockList } from "../shared/block_list.ts";
import type { BlockingOptions, ClientOptions } from "../shared/client_options.ts";
import { candidatesFor, runCommand } from "../shared/commands.ts";
import { ConnectionError } from "../shared/connection_error.ts";
import { systemUserName } from "../shared/environment.ts";
import { InputEnded, Questions } from "../shared/questions.ts";
import { RecentNames } from "../shared/recent_names.ts";
import { chatInRoom, LEAVE_KEY } from "./chat_in_room.ts";
import {
  DEFAULT_DIRECTORY,
  type DirectoryAddress,
  DirectoryConnection,
  type RoomEntry,
} from "./directory_connection.ts";
import { looseName, ownLine } from "./room_lines.ts";
import { roomTable } from "./room_table.ts";
import { ROOMS_COMMANDS, withoutSlash } from "./rooms_commands.ts";

/** The options of the rooms client. */
export interface RoomsOptions extends BlockingOptions, Pick<ClientOptions, "times"> {
  /** The directory to connect to at the start; without one, the client connects to none. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** How long to wait for a directory, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** An address of the interface to chat on; without one, the best is chosen. */
  readonly via: string | undefined;
  /** How many networks a message may cross. */
  readonly ttl: number | undefined;
}

/** Runs the client until its input ends or the user leaves. Returns the exit code. */
export async function runRooms(options: RoomsOptions): Promise<number> {
  let client: RoomsClient | undefined;
  const terminal = await openConsole({
    prompt: "",
    times: options.times,
    wrapsWords: true,
    complete: (before) => client ? candidatesFor(ROOMS_COMMANDS, client, before) : [],
    instantKeys: { "ctrl+]": LEAVE_KEY },
  });
  try {
    client = new RoomsClient(options, terminal, await openBlockList(terminal, options.store));
    await client.run();
  } finally {
    await terminal.close();
  }
  return 0;
}

/** The state of the client, on which its commands act. */
export class RoomsClient implements BlockingClient {
  readonly blocks: BlockList;
  readonly #options: RoomsOptions;
  readonly #terminal: Console;
  readonly #questions: Questions;
  readonly #heardNames = new RecentNames();
  #address: DirectoryAddress;
  #directory: DirectoryConnection | undefined;
  #rooms: readonly RoomEntry[] = [];
  #name: string | undefined;
  #isChatting = false;
  #isOver = false;

  constructor(options: RoomsOptions, terminal: Console, blocks: BlockList) {
    this.#options = options;
    this.#terminal = terminal;
    this.#questions = new Questions(terminal);
    this.blocks = blocks;
    const { host = DEFAULT_DIRECTORY.host, port = DEFAULT_DIRECTORY.port, timeoutMs } = options;
    this.#address = { host, port, timeoutMs };
  }

  /** The rooms in the last list of the directory. */
  get roomNames(): Iterable<string> {
    return this.#rooms.map(({ name }) => name).filter((name) => !/\p{Cc}/u.test(name));
  }

  /** The names that senders in rooms have used. */
  get userNames(): Iterable<string> {
    return this.#heardNames;
  }

  get ownName(): string | undefined {
    return this.#name;
  }

  async run(): Promise<void> {
    const isConnecting = this.#options.host !== undefined;
    if (isInteractive()) this.print(greeting(isConnecting ? "getdir" : "connect HOST"));
    if (isConnecting) await this.#runCommand("connect");
    while (!this.#isOver) {
      const line = await this.#questions.line(this.#prompt);
      if (line === undefined) break;
      const text = line.text.trim();
      if (line.isLiteral) this.print("Pasted lines are no commands: paste them one by one");
      else if (text !== "" && line.text !== LEAVE_KEY) await this.#runCommand(withoutSlash(text));
    }
    await this.#directory?.bye();
  }

  print(text: string): void {
    this.#terminal.print(this.#isChatting ? ownLine(text) : text);
  }

  async connect(host = this.#address.host, portText?: string): Promise<void> {
    if (this.#directory) return this.print('You are already connected: type "bye" to disconnect');
    const port = portText === undefined ? this.#address.port : parsePort(portText);
    this.#address = { ...this.#address, host, port };
    this.#directory = await DirectoryConnection.connect(this.#address, (error) => {
      this.#directory = undefined;
      if (!this.#isChatting) this.#terminal.setPrompt(this.#prompt);
      this.print(error.text);
    });
    this.print(`Connected to the room directory at ${host}:${port}`);
  }

  async listRooms(): Promise<void> {
    const directory = this.#connected();
    this.#rooms = await directory.rooms();
    this.print(this.#rooms.length > 0 ? roomTable(this.#rooms) : NO_ROOMS);
  }

  async makeRoom(words: readonly string[]): Promise<void> {
    if (words.length === 2) {
      return this.print("A room has both an address and a port, or the directory picks them");
    }
    const { name, address, port } = await this.#connected().make(...words);
    this.#rooms = [...this.#rooms, { name, address, port }];
    this.print(`Made the room ${revealInvisible(name)} at ${address} port ${port}`);
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
    this.print("Disconnected from the room directory");
  }

  setName(name: string): void {
    checkName(name);
    this.#name = name;
    this.print(`You are ${name}`);
  }

  async chat(name: string): Promise<void> {
    if (this.#name === undefined && !isInteractive()) {
      return this.print('You have no name yet: type "name NAME" to set one');
    }
    await this.#learnRooms();
    const room = this.#rooms.find((room) => normalName(room.name) === normalName(name));
    if (!room) {
      const meant = nearest(name, [...this.roomNames]);
      const hint = meant === undefined
        ? 'type "getdir" to list the rooms, or "makeroom NAME" to make one'
        : `did you mean "${revealInvisible(meant)}"? "getdir" lists the rooms`;
      return this.print(`No room named "${name}" is in the directory: ${hint}`);
    }
    const ownName = this.#name ?? await this.#askName();
    const { via, ttl } = this.#options;
    this.#isChatting = true;
    try {
      const hasInput = await chatInRoom({
        ...{ room, via, ttl, name: ownName, questions: this.#questions },
        print: (text, from) => this.#terminal.print(text, from),
        notify: (text) => this.print(text),
        hides: (sender) => this.#hides(sender),
      });
      if (!hasInput) this.quit();
    } finally {
      this.#isChatting = false;
    }
  }

  /**
   * Asks the user for the name in the rooms.
   *
   * @throws {RoomError} if the name cannot be used.
   * @throws {InputEnded}
   */
  async #askName(): Promise<string> {
    const name = await this.#questions.answer("Chat name", systemUserName());
    this.setName(name);
    return name;
  }

  quit(): void {
    this.#isOver = true;
  }

  #hides(sender: string): boolean {
    this.#heardNames.add(sender);
    const loose = looseName(sender);
    const alike = this.blocks.hiddenCounts.keys().filter((name) => looseName(name) === loose);
    return this.blocks.hides(sender, ...alike);
  }

  get #prompt(): string {
    return this.#directory ? "crds> " : "parley> ";
  }

  #connected(): DirectoryConnection {
    if (this.#directory) return this.#directory;
    throw new ExpectedError('You are not connected: type "connect [HOST [PORT]]" first');
  }

  /** Asks the directory for its rooms. If it is unreachable, the last known rooms have to do. */
  async #learnRooms(): Promise<void> {
    if (this.#directory) {
      this.#rooms = await this.#directory.rooms();
      return;
    }
    try {
      const directory = await DirectoryConnection.connect(this.#address);
      this.#rooms = await directory.rooms().finally(() => directory.bye());
    } catch (error) {
      if (!(error instanceof ConnectionError) || this.#rooms.length === 0) throw error;
    }
  }

  /** Runs a command. If it fails, prints why and goes on. */
  async #runCommand(line: string): Promise<void> {
    try {
      const problem = await runCommand(ROOMS_COMMANDS, this, line);
      if (problem !== undefined) this.print(problem);
    } catch (error) {
      if (error instanceof InputEnded) return this.quit();
      if (!(error instanceof ExpectedError)) throw error;
      if (error instanceof ConnectionError) this.#directory = undefined;
      // The hint of a `UsageError` is about the command line.
      this.print(error instanceof UsageError ? error.message : error.text);
    }
  }
}

const NO_ROOMS = 'There are no rooms yet: type "makeroom NAME" to make one';

/** @param command How to see the rooms. */
function greeting(command: string): string {
  return `Type "${command}" to see the rooms, "chat ROOM" to enter one, and "help" for all commands`;
}

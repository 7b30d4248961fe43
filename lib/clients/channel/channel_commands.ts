import type { Console } from "../../terminal/console.ts";
import type { BlockList } from "../shared/block_list.ts";
import { BLOCK_COMMANDS, type BlockingClient, openBlockList } from "../shared/blocking.ts";
import type { BlockingOptions } from "../shared/client_options.ts";
import { candidatesFor, type ChatCommand, helpOn, runCommand } from "../shared/commands.ts";
import type { ServerAddress } from "../shared/connect.ts";

/** The parts of the channel client that its commands act on. */
export interface CommandTarget {
  /** The users that the client has heard of. */
  readonly userNames: Iterable<string>;
  /** The channels that the client has heard of. */
  readonly channelNames: Iterable<string>;
  /** The name under which others see the user. */
  readonly ownName: string;
  quit(): void;
}

interface Context extends Omit<BlockingClient, "ownName">, CommandTarget {}

/** The server carries these out, so the client sends them as the user typed them. */
const asTyped = () => {};

const SERVER_COMMANDS: readonly ChatCommand<Context>[] = [
  {
    name: "/join",
    arguments: "CHANNEL",
    help: "Enter a channel and leave the current one",
    run: asTyped,
    candidates: (it) => it.channelNames,
  },
  {
    name: "/create",
    arguments: "CHANNEL",
    help: "Make a channel and enter it",
    run: asTyped,
  },
  { name: "/list", arguments: "", help: "List the channels", run: asTyped },
];

/** Commands that only Parley's server knows. */
const EXTENSIONS: readonly ChatCommand<Context>[] = [
  { name: "/leave", arguments: "", help: "Leave your channel", run: asTyped },
  {
    name: "/who",
    arguments: "",
    help: "List the members of your channel, or all users",
    run: asTyped,
  },
  {
    name: "/msg",
    arguments: "USER TEXT",
    help: "Send a message to a user in any channel",
    run: asTyped,
    candidates: (it) => it.userNames,
  },
  {
    name: "/broadcast",
    arguments: "TEXT",
    help: "Send a message to all users",
    run: asTyped,
  },
];

/** Commands that the client carries out itself. */
const CLIENT_COMMANDS: readonly ChatCommand<Context>[] = [
  {
    name: "/help",
    arguments: "",
    help: "List the commands; lines without a slash go to your channel",
    run(it) {
      it.print(helpOn([...SERVER_COMMANDS, ...CLIENT_COMMANDS]));
      it.print(`If the server is Parley's:\n${helpOn(EXTENSIONS)}`);
    },
  },
  ...BLOCK_COMMANDS,
  { name: "/quit", arguments: "", help: "Leave the program", run: (it) => it.quit() },
];

/** The commands that the client carries out, with what they act on. */
export class ChannelCommands {
  readonly blocks: BlockList;
  readonly #context: Context;

  private constructor(blocks: BlockList, terminal: Console, target: CommandTarget) {
    this.blocks = blocks;
    this.#context = {
      blocks,
      print: (text) => terminal.print(text),
      quit: () => target.quit(),
      get ownName() {
        return target.ownName;
      },
      get userNames() {
        return target.userNames;
      },
      get channelNames() {
        return target.channelNames;
      },
    };
  }

  static async load(
    terminal: Console,
    target: CommandTarget,
    { store, ...server }: BlockingOptions & ServerAddress,
  ): Promise<ChannelCommands> {
    return new ChannelCommands(await openBlockList(terminal, store, server), terminal, target);
  }

  /** Runs a command of the client. Resolves to the problem with it, if any. */
  run(line: string): Promise<string | undefined> {
    return runCommand(CLIENT_COMMANDS, this.#context, line);
  }

  /** Returns the completions of the last word in `before`: commands, their arguments, or users. */
  candidates(before: string): string[] {
    const commands = [...SERVER_COMMANDS, ...EXTENSIONS, ...CLIENT_COMMANDS];
    if (before.startsWith("/")) return candidatesFor(commands, this.#context, before);
    const word = before.slice(before.lastIndexOf(" ") + 1).toLowerCase();
    if (word === "") return [];
    return Array.from(this.#context.userNames)
      .filter((name) => name.toLowerCase().startsWith(word)).sort();
  }
}

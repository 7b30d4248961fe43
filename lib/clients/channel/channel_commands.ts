import { encodeText } from "../../framing/encode_text.ts";
import { FRAME_SIZE } from "../../framing/fixed_frames.ts";
import type { Console } from "../../terminal/console.ts";
import type { BlockList } from "../shared/block_list.ts";
import { BLOCK_COMMANDS, type BlockingClient, openBlockList } from "../shared/blocking.ts";
import type { BlockingOptions } from "../shared/client_options.ts";
import {
  candidatesFor,
  type ChatCommand,
  findCommand,
  helpOn,
  runCommand,
} from "../shared/commands.ts";
import type { ServerAddress } from "../shared/connect.ts";
import { helpOnServer, serverCommandsBeside } from "../shared/server_commands.ts";
import { VOCABULARY } from "../shared/vocabulary.ts";
import { PRIVATE_COMMAND } from "./line_to_frames.ts";

/** The parts of the channel client that its commands act on. */
export interface CommandTarget {
  /** The users that the client has heard of. */
  readonly userNames: Iterable<string>;
  /** The channels that the client has heard of. */
  readonly channelNames: Iterable<string>;
  /** The name under which others see the user. */
  readonly ownName: string;
  /** The user who sent the last private message, as others type the name. */
  readonly correspondent: string | undefined;
  /** Sends a line to the server. */
  enter(line: string): Promise<void>;
  quit(): void;
}

interface Context extends Omit<BlockingClient, "ownName">, CommandTarget {
  sendCommand(line: string): Promise<void>;
}

/** The server carries these out, so the client sends them as the user typed them. */
const asTyped = () => {};

/** Commands of every server. */
const SERVER_COMMANDS: readonly ChatCommand<Context>[] = [
  { ...VOCABULARY.join, run: asTyped, candidates: (it) => it.channelNames },
  { ...VOCABULARY.create, run: asTyped },
  { ...VOCABULARY.list, aliases: [], run: asTyped },
];

/** Commands that only Parley's server knows. */
const EXTENSIONS: readonly ChatCommand<Context>[] = [
  { ...VOCABULARY.leave, run: asTyped },
  {
    ...VOCABULARY.who,
    aliases: [],
    help: "List the members of your channel or another one, or all users",
    run: asTyped,
    candidates: (it) => it.channelNames,
  },
  { ...VOCABULARY.msg, run: asTyped, candidates: (it) => it.userNames },
  { ...VOCABULARY.history, run: asTyped, candidates: () => ["before", "after", "since"] },
  { ...VOCABULARY.search, run: asTyped },
  { ...VOCABULARY.broadcast, run: asTyped },
];

/** A command that becomes another one, which only Parley's server knows. */
const REPLY: ChatCommand<Context> = {
  ...VOCABULARY.reply,
  async run(it, text = "") {
    const user = it.correspondent;
    if (user === undefined) return it.print("Nobody has written to you alone yet");
    it.print(`[${it.ownName} to ${user}] ${text}`);
    await it.enter(`/msg ${user} ${text}`);
  },
};

/** Commands that the client carries out itself. */
const CLIENT_COMMANDS: readonly ChatCommand<Context>[] = [
  {
    ...VOCABULARY.help,
    run(it) {
      it.print(helpOn([...SERVER_COMMANDS, ...CLIENT_COMMANDS]));
      it.print("Other lines go to your channel. //text sends a text that starts with a slash.");
      const { users, operators } = helpOnServer(OWN_COMMANDS);
      it.print(`If the server is Parley's:\n${helpOn([...EXTENSIONS, REPLY])}\n${users}`);
      it.print(`For operators:\n${operators}`);
    },
  },
  { ...VOCABULARY.me, run: (it, text = "") => it.enter(`* ${it.ownName} ${text}`) },
  ...BLOCK_COMMANDS,
  { ...VOCABULARY.quit, run: (it) => it.quit() },
];

/** The default client's other names for commands of the server. */
const ALIASES: readonly ChatCommand<Context>[] = [
  { ...VOCABULARY.list, name: "/channels", aliases: [], run: (it) => it.enter("/list") },
  {
    ...VOCABULARY.who,
    ...{ name: "/users", aliases: [] },
    run: (it, channel = "") => it.enter(`/who ${channel}`.trimEnd()),
  },
];

/** All commands but the server's own. */
const OWN_COMMANDS: readonly ChatCommand<Context>[] = [
  ...SERVER_COMMANDS,
  ...EXTENSIONS,
  REPLY,
  ...CLIENT_COMMANDS,
];

const SERVERS_OWN = serverCommandsBeside(OWN_COMMANDS);

/** The commands that the client carries out, with what they act on. */
export class ChannelCommands {
  readonly blocks: BlockList;
  readonly #context: Context;

  private constructor(blocks: BlockList, terminal: Console, target: CommandTarget) {
    this.blocks = blocks;
    this.#context = {
      blocks,
      print: (text) => terminal.print(text),
      enter: (line) => target.enter(line),
      sendCommand: (line) => target.enter(line),
      quit: () => target.quit(),
      get ownName() {
        return target.ownName;
      },
      get correspondent() {
        return target.correspondent;
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
    return runCommand([...CLIENT_COMMANDS, REPLY, ...ALIASES], this.#context, line);
  }

  /** Returns why a line cannot be sent: what does not fit its command's frame would be a message. */
  problemWith(line: string): string | undefined {
    const command = findCommand(SERVERS_OWN, line);
    if (!command || PRIVATE_COMMAND.test(line) || encodeText(line).length <= FRAME_SIZE) return;
    return `The command is too long: it may take ${FRAME_SIZE} bytes`;
  }

  /** Returns the completions of the last word in `before`: commands, their arguments, or users. */
  candidates(before: string): string[] {
    const commands = [...OWN_COMMANDS, ...SERVERS_OWN];
    if (before.startsWith("/")) return candidatesFor(commands, this.#context, before);
    const word = before.slice(before.lastIndexOf(" ") + 1).toLowerCase();
    if (word === "") return [];
    return Array.from(this.#context.userNames)
      .filter((name) => name.toLowerCase().startsWith(word)).sort();
  }
}

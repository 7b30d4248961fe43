import { holdsPassword } from "../../dialects/account_texts.ts";
import { Refusal } from "../../errors/refusal.ts";
import {
  candidatesFor,
  type ChatCommand,
  helpOn,
  runCommand,
} from "../../clients/shared/commands.ts";
import { serverCommandsBeside } from "../../clients/shared/server_commands.ts";
import type { ChatServer } from "../../serving/chat_server.ts";
import { SERVER_OPERATOR } from "../../serving/commands/server_command.ts";
import type { Complete } from "../../terminal/completion.ts";
import { type Console, openConsole } from "../../terminal/console.ts";
import { LOG_OUTPUT } from "../../terminal/log_output.ts";
import { isInForeground } from "../../transport/libc.ts";

const PROMPT = "> ";

/** What the server stops at in an orderly way, and what it survives. */
const HANDLED_EVENTS = ["SIGINT", "SIGTERM", "error", "unhandledrejection"] as const;

/** The server's own terminal, at which its operator gives commands while the log goes on above. */
export class ServerConsole {
  readonly #server: ChatServer;
  readonly #console: Console;
  #isOver = false;

  private constructor(server: ChatServer, console: Console) {
    this.#server = server;
    this.#console = console;
  }

  /**
   * Opens the console on standard input and standard output.
   *
   * @param reloads Whether `SIGHUP` makes the server read files again.
   */
  static async open(server: ChatServer, reloads: boolean): Promise<ServerConsole> {
    let complete: Complete = () => [];
    const console = await openConsole({
      ...{ prompt: PROMPT, isInForeground },
      handledEvents: reloads ? [...HANDLED_EVENTS, "SIGHUP"] : HANDLED_EVENTS,
      complete: (before) => complete(before),
      holdsSecret: holdsPassword,
    });
    if (Deno.stderr.isTerminal()) {
      LOG_OUTPUT.divert((lines) => {
        console.print(lines);
        return console.flushed();
      });
    }
    const it = new ServerConsole(server, console);
    complete = (before) => it.#candidates(before);
    return it;
  }

  get userNames(): Iterable<string> {
    return this.#server.hub.userAddresses;
  }

  get channelNames(): Iterable<string> {
    return this.#server.hub.channelNames;
  }

  /** Carries out each line. Resolves when the operator wants the server to stop. */
  async run(): Promise<void> {
    this.#console.print("Type a command, or /help for a list. Ctrl+C stops the server.");
    for await (const { text } of this.#console.lines) {
      try {
        if (text.trim() !== "") await this.#enter(text.trim());
      } catch (error) {
        const { internalErrors } = this.#server.server.shared;
        internalErrors.report("Cannot carry out a command", error);
      }
      if (this.#isOver) return;
    }
    // Closing the window of a terminal does not ask the server to stop.
    if (!Deno.stdin.isTerminal()) await new Promise(() => {});
  }

  /** Restores the terminal. The log goes to standard error again. */
  async close(): Promise<void> {
    LOG_OUTPUT.divert();
    await this.#console.close();
  }

  async sendCommand(line: string): Promise<void> {
    const reply = await this.#server.commands.run(SERVER_OPERATOR, line);
    if (reply === undefined) this.#console.print(`The server has no command ${line}`);
    else this.#console.print(reply instanceof Refusal ? reply.explanation : reply.join("\n"));
  }

  help(): void {
    this.#console.print(helpOn(COMMANDS));
  }

  stop(): void {
    this.#isOver = true;
  }

  /** A command may be written without its slash: nobody chats here. */
  async #enter(line: string): Promise<void> {
    const command = line.startsWith("/") ? line : `/${line}`;
    const problem = await runCommand(COMMANDS, this, command);
    if (problem === undefined) return;
    this.#console.print(problem);
    this.#console.putBack(line);
  }

  #candidates(before: string): string[] {
    if (before.startsWith("/")) return candidatesFor(COMMANDS, this, before);
    const found = candidatesFor(COMMANDS, this, `/${before}`);
    const isName = !/\s/.test(before);
    return isName ? found.map((name) => name.slice(1)) : found;
  }
}

const OWN_COMMANDS: readonly ChatCommand<ServerConsole>[] = [
  { name: "/help", arguments: "", help: "List the commands", run: (it) => it.help() },
  { name: "/stop", arguments: "", help: "Stop the server", run: (it) => it.stop() },
  {
    name: "/topic",
    arguments: "CHANNEL [TEXT|--clear|--lock|--unlock]",
    help: "Show or set a channel's topic",
    run: (it, ...args) => it.sendCommand(["/topic", ...args].join(" ")),
    candidates: (it) => it.channelNames,
  },
];

/** The commands about one's own name, which nobody has here, and the list that `/help` has, too. */
const LEFT_OUT = ["/register", "/password", "/unregister", "/commands"];

/** The commands at the server's terminal. */
const COMMANDS: readonly ChatCommand<ServerConsole>[] = [
  ...OWN_COMMANDS,
  ...serverCommandsBeside([
    ...OWN_COMMANDS,
    ...LEFT_OUT.map((name) => ({ name, arguments: "", help: "" })),
  ]),
];

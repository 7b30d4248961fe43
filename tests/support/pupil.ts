import assert from "node:assert/strict";
import { Comeback } from "../../lib/clients/messenger/comeback.ts";
import { Conversation } from "../../lib/clients/messenger/conversation.ts";
import { Display } from "../../lib/clients/messenger/display.ts";
import { Login } from "../../lib/clients/messenger/login.ts";
import { MessengerConnection } from "../../lib/clients/messenger/messenger_connection.ts";
import type { ServerAddress } from "../../lib/clients/shared/connect.ts";
import { carryOut } from "../../lib/clients/messenger/session.ts";
import { BlockList } from "../../lib/clients/shared/block_list.ts";
import type { Console } from "../../lib/terminal/console.ts";
import { TextOutput } from "./text_output.ts";

/**
 * A user of the default client on a terminal, without the terminal and a process of its own: a test can
 * have dozens. Like the client, it comes back after a lost connection.
 */
export class Pupil implements AsyncDisposable {
  readonly name: string;
  /** What the user reads. */
  readonly output: TextOutput;
  readonly #display: Display;
  readonly #conversation: Conversation;
  readonly #comeback: Comeback;
  /** Resolves to the reason once the client does not come back any more. */
  readonly ended: Promise<unknown>;

  private constructor(
    name: string,
    output: TextOutput,
    display: Display,
    conversation: Conversation,
    comeback: Comeback,
  ) {
    this.name = name;
    this.output = output;
    this.#display = display;
    this.#conversation = conversation;
    this.#comeback = comeback;
    this.ended = comeback.follow().catch((error: unknown) => error);
  }

  /** Logs in. */
  static async start(port: number, name: string): Promise<Pupil> {
    let rows!: ReadableStreamDefaultController<Uint8Array>;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => void (rows = controller),
    });
    const print = (text: string) => rows.enqueue(new TextEncoder().encode(`${text}\n`));
    const terminal = { print } as Console;
    const display = new Display({
      terminal,
      bell: "off",
      transcript: undefined,
      isInteractive: true,
    });
    display.ownName = name;
    const server: ServerAddress = { host: "127.0.0.1", port };
    const connect = (server: ServerAddress) =>
      MessengerConnection.connect(server, {
        onEvent: (message) => conversation.onEvent(message),
        ready: () => Promise.resolve(),
      });
    const connection = await connect(server);
    const token = crypto.randomUUID();
    const login = new Login(connection, undefined, token, true);
    const conversation = new Conversation({
      ...{ connection, display, blocks: await BlockList.open({ onProblem: assert.fail }) },
      onNewPassword: (password) => void (login.password = password),
    });
    assert.equal((await login.try(name)).action, "welcome");
    const comeback = new Comeback(connection, {
      ...{ conversation, token, login, server, connect },
      setPrompt: () => {},
      carryOut: (line) => carryOut(conversation, line),
    });
    return new Pupil(name, new TextOutput(stream), display, conversation, comeback);
  }

  /** Enters a line, as the user does who types it. */
  async type(text: string): Promise<void> {
    const line = { text, isLiteral: false };
    if (!this.#comeback.keeps(line)) await carryOut(this.#conversation, line);
  }

  /** Waits until the user has read a row that matches. */
  async reads(row: RegExp): Promise<void> {
    await this.output.waitFor(new RegExp(`^${row.source}$`, "m"));
  }

  /** Leaves. The user must not be without a connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#display.close();
    await this.#comeback.connection.finish();
    await this.output.cancel();
  }
}

import { isRemoval } from "../../dialects/removal.ts";
import { ExpectedError } from "../../errors/expected_error.ts";
import type { InputLine } from "../../terminal/input_line.ts";
import type { ServerAddress } from "../shared/connect.ts";
import { ConnectionError } from "../shared/connection_error.ts";
import { Failover } from "../shared/failover.ts";
import { Reconnector } from "../shared/reconnect.ts";
import { RemovedError } from "../shared/removed_error.ts";
import type { Conversation } from "./conversation.ts";
import { bodyText } from "./message_text.ts";
import { Login } from "./login.ts";
import type { MessengerConnection } from "./messenger_connection.ts";

/** The options of a {@linkcode Comeback}. */
export interface ComebackOptions {
  readonly conversation: Conversation;
  /** The login that has succeeded, with the password that the name has now. */
  readonly login: Pick<Login, "password">;
  /** The client's secret, with which it takes its name back. */
  readonly token: string;
  /** The server of the first connection. */
  readonly server: ServerAddress;
  connect(server: ServerAddress): Promise<MessengerConnection>;
  setPrompt(prompt: string): void;
  /** Carries out a line that was typed meanwhile. */
  carryOut(line: InputLine): Promise<void>;
}

/** Brings a conversation back after a lost connection, and keeps what the user types meanwhile. */
export class Comeback {
  readonly #options: ComebackOptions;
  readonly #unsent: InputLine[] = [];
  readonly #reconnector: Reconnector<MessengerConnection>;
  readonly #failover: Failover;
  #connection: MessengerConnection;
  readonly #name: string;
  #isAway = false;

  /** @param connection A connection on which the user is logged in. */
  constructor(connection: MessengerConnection, options: ComebackOptions) {
    this.#options = options;
    this.#connection = connection;
    this.#name = connection.name;
    const failover = this.#failover = new Failover(options.server);
    this.#reconnector = new Reconnector({
      connect: () => failover.connect((server) => this.#logIn(server)),
      hasOthers: () => failover.hasOthers,
      print: (text) => options.conversation.print(text),
      hint: "Ctrl+C ends the program",
    });
  }

  /** The connection that was opened last. */
  get connection(): MessengerConnection {
    return this.#connection;
  }

  /** The number of lines that wait to be carried out; `undefined` while there is a connection. */
  get unsent(): number | undefined {
    return this.#isAway ? this.#unsent.length : undefined;
  }

  /** Keeps a line while there is no connection. Reports whether it does. */
  keeps(line: InputLine): boolean {
    if (!this.#isAway) return false;
    const isCommand = !line.isLiteral && /^\/(quit|help|block|unblock|blocked)\b/.test(line.text);
    if (isCommand) return false;
    this.#unsent.push(line);
    return true;
  }

  /**
   * Connects again whenever the connection is lost.
   *
   * @throws {RemovedError} when the server has put the user out.
   */
  async follow(): Promise<never> {
    for (;;) {
      const error: unknown = await this.#connection.failed.catch((error) => error);
      if (!(error instanceof ConnectionError)) throw error;
      const { farewell = "" } = this.#connection;
      if (isRemoval(farewell)) throw new RemovedError(farewell);
      const { conversation, setPrompt } = this.#options;
      this.#isAway = true;
      setPrompt(`${conversation.channel ?? ""} (offline)> `.trimStart());
      this.#failover.learn(this.#connection.servers);
      this.#connection = (await this.#reconnector.reconnect(error.message))!;
      await this.#goOn();
    }
  }

  async #goOn(): Promise<void> {
    const { conversation, carryOut, setPrompt } = this.#options;
    try {
      await conversation.goOnWith(this.#connection, this.#failover.outcome);
      for (let line = this.#unsent[0]; line; line = this.#unsent[0]) {
        await carryOut(line);
        this.#unsent.shift();
      }
      this.#isAway = false;
      setPrompt(`${conversation.channel ?? ""}> `);
    } catch (error) {
      // The connection is lost again.
      if (!(error instanceof ConnectionError)) throw error;
    }
  }

  async #logIn(server: ServerAddress): Promise<MessengerConnection> {
    const connection = await this.#options.connect(server);
    try {
      const { login: { password }, token } = this.#options;
      const { action, body } = await new Login(connection, password, token, true).try(this.#name);
      if (action === "welcome") return connection;
      if (isRemoval(bodyText(body))) throw new RemovedError(bodyText(body));
      throw new ExpectedError(`Cannot log in as ${this.#name}: ${bodyText(body)}`);
    } catch (error) {
      await connection.finish();
      throw error;
    }
  }
}

/**
 * The terminal client of the direct dialect: a strict text interface with a full line for each event.
 * The contract is `docs/protocols/direct.md`.
 *
 * @module
 */
import { revealInvisible } from "../../chat/name.ts";
import { type Console, openConsole } from "../../terminal/console.ts";
import type { InputLine } from "../../terminal/input_line.ts";
import type { Speaker } from "../../terminal/shown_text.ts";
import type { ClientOptions } from "../shared/client_options.ts";
import { ConnectionError, type ConnectionFailure } from "../shared/connection_error.ts";
import { LineConnection } from "../shared/line_connection.ts";
import { DEFAULT_TIMEOUT_MS, within } from "../shared/timeout.ts";

/**
 * Runs the client until its input ends or the user leaves. Returns the exit code.
 *
 * @throws {ConnectionError}
 */
export async function runDirectClient(options: ClientOptions): Promise<number> {
  const terminal = await openConsole({
    prompt: "",
    times: options.times,
    // A line on a terminal is the contract's, byte for byte.
    colours: false,
    appliesToEachLine: (typed) => /^@\S+ /.test(typed),
  });
  terminal.print("Welcome to Chat Client. Enter your login:");
  const client = new DirectClient(options, terminal);
  try {
    await client.run();
  } finally {
    await terminal.close();
  }
  return 0;
}

/** The result of a login; `disconnected` when the server closed the connection without an answer. */
type LoginResult = "accepted" | "refused" | "full" | "disconnected";

/** The possible answers to a login. A server may send other lines first. */
const LOGIN_ANSWER = /^(HELLO( |$)|IN-USE$|BUSY$|BAD-RQST-)/;

class DirectClient {
  readonly #options: ClientOptions;
  readonly #terminal: Console;
  #connection: LineConnection | undefined;
  /** The login that waits for the server's answer. */
  #login: { name: string; answered(result: LoginResult): void } | undefined;
  #isLoggedIn = false;
  /** Whether the last login was refused. Some servers close the connection then: reconnect. */
  #wasRefused = false;
  readonly #disconnected = Promise.withResolvers<never>();

  constructor(options: ClientOptions, terminal: Console) {
    this.#options = options;
    this.#terminal = terminal;
    // It may reject while nothing awaits it.
    this.#disconnected.promise.catch(() => {});
  }

  /** @throws {ConnectionError} */
  async run(): Promise<void> {
    await this.#connect();
    await Promise.race([this.#followInput(), this.#disconnected.promise]);
    await this.#connection?.finish();
  }

  async #followInput(): Promise<void> {
    for await (const line of this.#terminal.lines) {
      if (isCommand(line, "!quit")) return;
      if (this.#isLoggedIn) await this.#runCommand(line);
      else if (await this.#logIn(line.text) === "full") return;
    }
  }

  async #runCommand(line: InputLine): Promise<void> {
    const [, user, text] = /^@(\S+) (.*)$/s.exec(line.text) ?? [];
    if (user !== undefined) await this.#connection!.send(`SEND ${user} ${text}`);
    else if (isCommand(line, "!who")) await this.#connection!.send("LIST");
  }

  async #logIn(name: string): Promise<LoginResult> {
    if (/[!@#$%^&*, ]/.test(name)) {
      this.#terminal.print(disallowed(name));
      return "refused";
    }
    if (this.#connection!.isClosed) await this.#connect();
    const result = await this.#sendLogin(name);
    if (result !== "disconnected") return result;
    // The server had closed the connection after the last refusal: try again on a new one.
    await this.#connect();
    return await this.#sendLogin(name);
  }

  async #sendLogin(name: string): Promise<LoginResult> {
    const { promise, resolve } = Promise.withResolvers<LoginResult>();
    this.#login = { name, answered: resolve };
    const { password } = this.#options;
    // No name contains a space, so no server takes the password for a part of it.
    await this.#connection!.send(
      `HELLO-FROM ${name}${password === undefined ? "" : ` ${password}`}`,
    );
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = this.#options;
    return await within(timeoutMs, promise, () => new ConnectionError("silent", this.#options));
  }

  async #connect(): Promise<void> {
    this.#wasRefused = false;
    this.#connection = await LineConnection.connect(this.#options, {
      onLine: (line) => this.#show(line),
      onClosed: (failure) => this.#onClosed(failure),
      ready: () => this.#terminal.flushed(),
    });
    this.#connection.ended.catch((bug) => this.#disconnected.reject(bug));
  }

  #onClosed(failure: ConnectionFailure): void {
    if (!this.#wasRefused) {
      return this.#disconnected.reject(new ConnectionError(failure, this.#options));
    }
    const login = this.#login;
    this.#login = undefined;
    login?.answered("disconnected");
  }

  #show(line: string): void {
    // Print before resolving, so that later lines of the server appear after the answer.
    const login = LOGIN_ANSWER.test(line) ? this.#login : undefined;
    if (login) this.#login = undefined;
    const text = login ? this.#answerText(line, login.name) : eventText(line);
    if (text !== undefined) this.#terminal.print(text, speakerIn(line));
    login?.answered(this.#isLoggedIn ? "accepted" : line === "BUSY" ? "full" : "refused");
  }

  #answerText(line: string, name: string): string | undefined {
    this.#isLoggedIn = /^HELLO( |$)/.test(line);
    this.#wasRefused = !this.#isLoggedIn;
    if (this.#isLoggedIn) return `Successfully logged in as ${name}!`;
    switch (line) {
      case "IN-USE":
        return `Cannot log in as ${name}. That username is already in use.`;
      case "BUSY":
        return "Cannot log in. The server is full!";
      case "BAD-RQST-BODY":
        if (this.#options.password === undefined) return disallowed(name);
        return `Cannot log in as ${name}. The server does not take that name with that password.`;
      default:
        return eventText(line);
    }
  }
}

function isCommand({ text, isLiteral }: InputLine, command: string): boolean {
  return !isLiteral && text.trimEnd() === command;
}

function disallowed(name: string): string {
  return `Cannot log in as ${name}. That username contains disallowed characters.`;
}

/** Returns the other user whose message a line of the server delivers. */
function speakerIn(line: string): Speaker | undefined {
  const [, name] = /^DELIVERY (\S+) /.exec(line) ?? [];
  return name === undefined ? undefined : { name, at: "From ".length };
}

/** Returns the text for a line of the server, or `undefined` for a line that makes no sense. */
export function eventText(line: string): string | undefined {
  const [, header, body = ""] = /^(\S+)(?: (.*))?$/s.exec(line) ?? [];
  switch (header) {
    case "SEND-OK":
      return "The message was sent successfully";
    case "BAD-DEST-USER":
      return "The destination user does not exist";
    case "DELIVERY": {
      const [, name, text] = /^(\S+) (.*)$/s.exec(body) ?? [];
      return name === undefined ? undefined : `From ${revealInvisible(name)}: ${text}`;
    }
    case "LIST-OK": {
      const names = body.split(",").filter((name) => name !== "");
      return [`There are ${names.length} online users:`, ...names.map(revealInvisible)].join("\n");
    }
    case "BAD-RQST-HDR":
      return "Error: Unknown issue in previous message header.";
    case "BAD-RQST-BODY":
      return "Error: Unknown issue in previous message body.";
  }
}

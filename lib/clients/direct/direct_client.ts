/**
 * The terminal client of the direct dialect: a strict text interface with a full line for each event.
 * The contract is `docs/protocols/direct.md`.
 *
 * @module
 */
import { isRemoval } from "../../dialects/removal.ts";
import { ExpectedError } from "../../errors/expected_error.ts";
import { isInteractive } from "../../terminal/capabilities.ts";
import { type Console, openConsole } from "../../terminal/console.ts";
import type { InputLine } from "../../terminal/input_line.ts";
import type { ClientOptions } from "../shared/client_options.ts";
import { ConnectionError, type ConnectionFailure } from "../shared/connection_error.ts";
import { LineConnection } from "../shared/line_connection.ts";
import { Reconnector } from "../shared/reconnect.ts";
import { RemovedError } from "../shared/removed_error.ts";
import { PasswordNeed } from "./password_need.ts";
import { type DirectRequest, PendingRequests } from "./pending_requests.ts";
import { disallowed, eventText, speakerIn } from "./event_text.ts";

/** The options of the direct client. */
export interface DirectClientOptions extends ClientOptions {
  /** Whether to connect again after a lost connection, instead of ending. */
  readonly reconnects?: boolean;
}
import { DEFAULT_TIMEOUT_MS, within } from "../shared/timeout.ts";

/**
 * Runs the client until its input ends or the user leaves. Returns the exit code.
 *
 * @throws {ConnectionError}
 */
export async function runDirectClient(options: DirectClientOptions): Promise<number> {
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
type LoginResult = "accepted" | "refused" | "in use" | "bad body" | "full" | "disconnected";

/** A login that waits for the server's answer. */
interface PendingLogin {
  readonly name: string;
  /** Whether the answer is shown: not when the client logs in again by itself. */
  readonly isShown: boolean;
  answered(result: LoginResult): void;
}

/** The possible answers to a login. A server may send other lines first. */
const LOGIN_ANSWER = /^(HELLO( |$)|IN-USE$|BUSY$|BAD-RQST-)/;

class DirectClient {
  readonly #options: DirectClientOptions;
  readonly #terminal: Console;
  readonly #reconnector: Reconnector<void> | undefined;
  #connection: LineConnection | undefined;
  #login: PendingLogin | undefined;
  /** The name under which the user has logged in, since the start. */
  #name: string | undefined;
  #password: string | undefined;
  #isLoggedIn = false;
  readonly #need: PasswordNeed;
  /** Whether the last login was refused. Some servers close the connection then: reconnect. */
  #wasRefused = false;
  readonly #requests = new PendingRequests();
  /** The server's words when an operator has put the user out. */
  #removal: string | undefined;
  /** The lines typed while the client connects again. */
  #unsent: InputLine[] | undefined;
  readonly #disconnected = Promise.withResolvers<never>();

  constructor(options: DirectClientOptions, terminal: Console) {
    this.#options = options;
    this.#terminal = terminal;
    this.#password = options.password;
    this.#need = new PasswordNeed(options);
    // It may reject while nothing awaits it.
    this.#disconnected.promise.catch(() => {});
    if (!options.reconnects) return;
    this.#reconnector = new Reconnector({
      connect: () => this.#connectAgain(),
      print: (text) => this.#note(text),
    });
  }

  /** @throws {ConnectionError} */
  async run(): Promise<void> {
    await this.#connect();
    await Promise.race([this.#followInput(), this.#disconnected.promise]);
    this.#reconnector?.stop();
    if (this.#unsent) throw new ConnectionError("disconnected", this.#options);
    await this.#connection?.finish();
  }

  async #followInput(): Promise<void> {
    for await (const line of this.#terminal.lines) {
      if (isCommand(line, "!quit")) return;
      if (this.#unsent) this.#unsent.push(line);
      else if (this.#isLoggedIn) await this.#runCommand(line);
      else if (await this.#logIn(line.text) === "full") return;
    }
  }

  async #runCommand(line: InputLine): Promise<void> {
    const [, user, text] = /^@(\S+) (.*)$/s.exec(line.text) ?? [];
    if (user !== undefined) await this.#request("SEND", `SEND ${user} ${text}`);
    else if (isCommand(line, "!who")) await this.#request(this.#requests.forUsers);
  }

  async #request(kind: DirectRequest, line: string = kind): Promise<void> {
    this.#requests.sent(kind);
    await this.#connection!.send(line);
  }

  async #logIn(name: string): Promise<LoginResult> {
    if (/[!@#$%^&*, ]/.test(name)) {
      this.#terminal.print(disallowed(name));
      return "refused";
    }
    const result = await this.#tryLogin(name);
    if (result !== "bad body" && result !== "in use") return result;
    const isTaken = result === "in use";
    const question = this.#password === undefined
      ? await this.#need.questionFor(name, isTaken, this.#connection!.ended)
      : undefined;
    if (question !== undefined) return await this.#logInWithPassword(name, question);
    if (isTaken) return result;
    this.#terminal.print(this.#refusal(name));
    return "refused";
  }

  async #tryLogin(name: string): Promise<LoginResult> {
    if (this.#connection!.isClosed) await this.#connect();
    const result = await this.#sendLogin(name);
    if (result !== "disconnected") return result;
    // The server had closed the connection after the last refusal: try again on a new one.
    await this.#connect();
    return await this.#sendLogin(name);
  }

  async #sendLogin(name: string, isShown = true): Promise<LoginResult> {
    const { promise, resolve } = Promise.withResolvers<LoginResult>();
    this.#login = { name, isShown, answered: resolve };
    // No name contains a space, so no server takes the password for a part of it.
    const password = this.#password === undefined ? "" : ` ${this.#password}`;
    await this.#connection!.send(`HELLO-FROM ${name}${password}`);
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = this.#options;
    return await within(timeoutMs, promise, () => new ConnectionError("silent", this.#options));
  }

  async #logInWithPassword(name: string, question: string): Promise<LoginResult> {
    this.#terminal.print(question);
    this.#terminal.setPrompt("", "secret");
    const { value: line, done } = await this.#terminal.lines[Symbol.asyncIterator]().next();
    if (done || line.text === "") {
      this.#terminal.setPrompt("");
      return "refused";
    }
    this.#password = line.text;
    const result = await this.#tryLogin(name);
    this.#terminal.setPrompt("");
    if (result === "bad body") {
      this.#terminal.print(this.#refusal(name));
      this.#password = this.#options.password;
    }
    return result;
  }

  #refusal(name: string): string {
    if (this.#password === undefined) return disallowed(name);
    return `Cannot log in as ${name}. The server does not take that name with that password.`;
  }

  async #connect(): Promise<void> {
    this.#wasRefused = false;
    this.#requests.clear();
    this.#connection = await LineConnection.connect(this.#options, {
      onLine: (line) => this.#show(line),
      onClosed: (failure) => this.#onClosed(failure),
      ready: () => this.#terminal.flushed(),
    });
    this.#connection.ended.catch((bug) => this.#disconnected.reject(bug));
  }

  #onClosed(failure: ConnectionFailure): void {
    const login = this.#login;
    this.#login = undefined;
    if (this.#wasRefused || login?.isShown === false) return login?.answered("disconnected");
    if (this.#removal !== undefined) {
      return this.#disconnected.reject(new RemovedError(this.#removal));
    }
    const error = new ConnectionError(failure, this.#options);
    if (!this.#reconnector || this.#name === undefined) return this.#disconnected.reject(error);
    this.#isLoggedIn = false;
    this.#unsent ??= [];
    this.#note(error.message);
    this.#comeBack(this.#reconnector).catch(this.#disconnected.reject);
  }

  async #comeBack(reconnector: Reconnector<void>): Promise<void> {
    await reconnector.reconnect();
    while (this.#unsent && this.#isLoggedIn) {
      const line = this.#unsent.shift();
      if (line === undefined) this.#unsent = undefined;
      else await this.#runCommand(line);
    }
  }

  /** @throws {ExpectedError} when that fails, and may succeed later. */
  async #connectAgain(): Promise<void> {
    await this.#connect();
    const name = this.#name!;
    const result = await this.#sendLogin(name, false);
    if (result === "accepted") return this.#note(`Reconnected as ${name}`);
    await this.#connection!.finish();
    if (this.#removal !== undefined) throw new RemovedError(this.#removal);
    // Perhaps by the user's own lost connection, until the server notices.
    const isTaken = result === "in use";
    throw new ExpectedError(
      `Cannot log in as ${name}: ${isTaken ? "the name is still in use" : "the server refused"}`,
    );
  }

  /** Tells the user what is none of the contract's events. */
  #note(text: string): void {
    if (isInteractive()) this.#terminal.print(text);
    else console.error(text);
  }

  #show(line: string): void {
    // Print before resolving, so that later lines of the server appear after the answer.
    const login = LOGIN_ANSWER.test(line) ? this.#login : undefined;
    if (login) return this.#onLoginAnswer(line, login);
    if (this.#requests.asksAgain(line)) {
      return void this.#request("WHO").catch(this.#disconnected.reject);
    }
    const [, lastWords = ""] = /^DELIVERY server (.*)$/.exec(line) ?? [];
    if (this.#name !== undefined && isRemoval(lastWords)) this.#removal = lastWords;
    const text = eventText(line);
    if (text !== undefined) this.#terminal.print(text, speakerIn(line));
  }

  #onLoginAnswer(line: string, login: PendingLogin): void {
    this.#login = undefined;
    this.#isLoggedIn = /^HELLO( |$)/.test(line);
    this.#wasRefused = !this.#isLoggedIn;
    if (this.#isLoggedIn) this.#name = login.name;
    const [result, text] = this.#answer(line, login.name);
    if (login.isShown && text !== undefined) this.#terminal.print(text);
    login.answered(result);
  }

  #answer(line: string, name: string): [LoginResult, string | undefined] {
    if (this.#isLoggedIn) return ["accepted", `Successfully logged in as ${name}!`];
    switch (line) {
      case "IN-USE":
        return ["in use", `Cannot log in as ${name}. That username is already in use.`];
      case "BUSY":
        return ["full", "Cannot log in. The server is full!"];
      case "BAD-RQST-BODY":
        return ["bad body", undefined];
      default:
        return ["refused", eventText(line)];
    }
  }
}

function isCommand({ text, isLiteral }: InputLine, command: string): boolean {
  return !isLiteral && text.trimEnd() === command;
}

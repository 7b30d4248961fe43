/**
 * The terminal client of the direct dialect: a strict text interface, a full line for each event.
 * The contract is `docs/protocols/direct.md`.
 *
 * @module
 */
import { revealInvisible } from "../../chat/name.ts";
import { type Console, openConsole } from "../../terminal/console.ts";
import type { Speaker } from "../../terminal/shown_text.ts";
import type { ServerAddress } from "../shared/connect.ts";
import { LineLink, ServerGone } from "../shared/line_link.ts";

/** Which server to talk to. */
export interface DirectClientOptions extends ServerAddress {
  /** Sent with the name, for servers that ask for one. */
  readonly password: string | undefined;
  /** Whether the time stands before what others say. */
  readonly times: boolean;
}

/**
 * Runs the client until its input ends or the user leaves; returns the exit code.
 *
 * @throws {ServerGone}
 */
export async function runDirectClient(options: DirectClientOptions): Promise<number> {
  const terminal = await openConsole({ prompt: "", times: options.times });
  terminal.print("Welcome to Chat Client. Enter your login:");
  const client = new DirectClient(options, terminal);
  try {
    await client.run();
  } finally {
    await terminal.close();
  }
  return 0;
}

/** How a try to log in ended; `lost` when the server closed the connection instead of an answer. */
type LoginResult = "accepted" | "refused" | "full" | "lost";

/** What can be the answer to a login; a server may say other things first. */
const LOGIN_ANSWER = /^(HELLO( |$)|IN-USE$|BUSY$|BAD-RQST-)/;

class DirectClient {
  readonly #options: DirectClientOptions;
  readonly #terminal: Console;
  #link: LineLink | undefined;
  /** The login that waits for the server's answer. */
  #login: { name: string; answered(result: LoginResult): void } | undefined;
  #isLoggedIn = false;
  /** Some servers close the connection then: that they do so means nothing. */
  #wasRefused = false;
  readonly #gone = Promise.withResolvers<never>();

  constructor(options: DirectClientOptions, terminal: Console) {
    this.#options = options;
    this.#terminal = terminal;
    // It may happen while nobody is waiting for it.
    this.#gone.promise.catch(() => {});
  }

  /** @throws {ServerGone} */
  async run(): Promise<void> {
    await this.#connect();
    await Promise.race([this.#followInput(), this.#gone.promise]);
    await this.#link?.finish();
  }

  async #followInput(): Promise<void> {
    for await (const line of this.#terminal.lines) {
      if (line.trimEnd() === "!quit") return;
      if (this.#isLoggedIn) await this.#command(line);
      else if (await this.#tryName(line) === "full") return;
    }
  }

  async #command(line: string): Promise<void> {
    const [, user, text] = /^@(\S+) (.*)$/s.exec(line) ?? [];
    if (user !== undefined) await this.#link!.send(`SEND ${user} ${text}`);
    else if (line.trimEnd() === "!who") await this.#link!.send("LIST");
  }

  async #tryName(name: string): Promise<LoginResult> {
    if (/[!@#$%^&*, ]/.test(name)) {
      this.#terminal.print(disallowed(name));
      return "refused";
    }
    if (this.#link!.isClosed) await this.#connect();
    const result = await this.#askFor(name);
    if (result !== "lost") return result;
    // The server closed after the last refusal, and we noticed only now: once more on a new connection.
    await this.#connect();
    return await this.#askFor(name);
  }

  async #askFor(name: string): Promise<LoginResult> {
    const { promise, resolve } = Promise.withResolvers<LoginResult>();
    this.#login = { name, answered: resolve };
    const { password } = this.#options;
    // Behind a space it can never be taken for a part of the name.
    await this.#link!.send(`HELLO-FROM ${name}${password === undefined ? "" : ` ${password}`}`);
    return await promise;
  }

  async #connect(): Promise<void> {
    this.#wasRefused = false;
    this.#link = await LineLink.connect(this.#options, {
      onLine: (line) => this.#show(line),
      onClosed: () => this.#onClosed(),
      ready: () => this.#terminal.flushed(),
    });
  }

  #onClosed(): void {
    if (!this.#wasRefused) return this.#gone.reject(new ServerGone("disconnected", this.#options));
    const login = this.#login;
    this.#login = undefined;
    login?.answered("lost");
  }

  #show(line: string): void {
    // At once, so that what the server said behind its answer is shown behind it.
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

function disallowed(name: string): string {
  return `Cannot log in as ${name}. That username contains disallowed characters.`;
}

/** Who a line of the server comes from, when it is another user. */
function speakerIn(line: string): Speaker | undefined {
  const [, name] = /^DELIVERY (\S+) /.exec(line) ?? [];
  return name === undefined ? undefined : { name, at: "From ".length };
}

/** What is shown for a line of the server; nothing for one that makes no sense. */
function eventText(line: string): string | undefined {
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

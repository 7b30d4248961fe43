import type { Hub } from "../chat/hub.ts";
import type { User } from "../chat/user.ts";
import { Refusal } from "../errors/refusal.ts";
import { BoundedLines, lineText } from "../framing/lines.ts";
import { TelnetFilter } from "../framing/telnet.ts";
import type { Session } from "../net/session.ts";
import type { Dialect, Peer } from "./dialect.ts";
import { InputGate } from "./input_gate.ts";
import { type LoginRefusal, type LoginResult, MAX_LOGIN_TRIES } from "./login.ts";

/** The longest line before a login, in bytes: anybody can connect. */
const MAX_LINE_BEFORE_LOGIN_BYTES = 64 * 1024;

/** The options of dialects that consist of lines. */
export interface LineOptions {
  /** The longest line accepted, in bytes. */
  readonly maxLine: number;
}

/** The parts that sessions of all line dialects share. */
export abstract class LineSession implements Session {
  protected readonly hub: Hub;
  protected readonly peer: Peer;
  /** The user, once logged in. */
  protected user: User | undefined;
  /** The form of the dialect in which the user reads events, from the login on. */
  protected dialect: Dialect;
  readonly #telnet = new TelnetFilter();
  readonly #lines: BoundedLines;
  readonly #maxLine: number;
  /** Made for a login whose answer comes later. */
  #gate: InputGate | undefined;
  #failedTries = 0;
  #hasEnded = false;

  constructor(dialect: Dialect, hub: Hub, peer: Peer, { maxLine }: LineOptions) {
    this.dialect = dialect;
    this.hub = hub;
    this.peer = peer;
    this.#maxLine = maxLine;
    this.#lines = new BoundedLines(Math.min(maxLine, MAX_LINE_BEFORE_LOGIN_BYTES), {
      onLine: (line) => {
        const text = lineText(line);
        if (this.#gate) this.#gate.pass(() => this.#handle(text));
        else this.#handle(text);
      },
      onTooLong: (start) => {
        if (this.#gate) this.#gate.pass(() => this.#handleTooLong(start));
        else this.#handleTooLong(start);
      },
    });
  }

  /** @param line The text, or `undefined` when it is not UTF-8. */
  protected abstract onLine(line: string | undefined): void;
  protected abstract onTooLong(start: Uint8Array): void;
  /** Tells the client that it is logged in. */
  protected abstract onLogin(user: User): void;
  /**
   * Tells the client why it is not logged in.
   *
   * @param explanation The reason for people, where the code alone does not say it.
   */
  protected abstract onRefused(code: LoginRefusal, name: string, explanation: string): void;
  /** Ends the connection of a client that has tried to log in too often, and tells it so. */
  protected abstract onTooManyTries(): void;

  receive(bytes: Uint8Array): Promise<void> | undefined {
    this.#lines.push(this.#telnet.filter(bytes));
    return this.#gate?.opened;
  }

  close(): void {
    this.user = undefined;
    this.#hasEnded = true;
  }

  /** Logs the client in under exactly that name, unless there is a reason not to. */
  protected login(name: string, password: string, token?: string): void {
    const request = { name, password, token, onTaken: "refuse" } as const;
    this.whenKnown(this.peer.login(request, this.dialect), (result) => {
      this.#onAnswer(result, name);
    });
  }

  /** Handles an answer, now or when it comes. No more input is handled before that. */
  protected whenKnown<Answer>(
    answer: Answer | Promise<Answer>,
    handle: (it: Answer) => void,
  ): void {
    if (!(answer instanceof Promise)) return handle(answer);
    this.#gate ??= new InputGate();
    this.#gate.closeUntil(answer, (answer) => {
      if (this.#hasEnded) return;
      handle(answer);
      this.#countTry();
    });
  }

  #onAnswer(result: LoginResult, name: string): void {
    if (this.#hasEnded) return;
    if (!(result instanceof Refusal)) {
      this.user = result;
      this.#lines.maxBytes = this.#maxLine;
      this.onLogin(result);
      return this.peer.deliverWaiting();
    }
    this.onRefused(result.code, name, result.explanation);
  }

  #handle(line: string | undefined): void {
    if (this.#hasEnded) return;
    this.onLine(line);
    if (!this.#gate?.opened) this.#countTry();
  }

  #handleTooLong(start: Uint8Array): void {
    if (this.#hasEnded) return;
    this.onTooLong(start);
    if (!this.#gate?.opened) this.#countTry();
  }

  /** Counts a line that has not logged the client in, whatever it asked for. */
  #countTry(): void {
    if (this.user || this.#hasEnded) return;
    if (++this.#failedTries >= MAX_LOGIN_TRIES) this.onTooManyTries();
  }

  /** Ends the connection. Later input is ignored. */
  protected end(reason: string): void {
    this.close();
    this.peer.end(reason);
  }
}

import { SESSION_ENDED } from "../../dialects/channel/commands.ts";
import { asksForPassword } from "../../dialects/channel/password.ts";

/** The options of an {@linkcode OwnSession}. */
export interface OwnSessionOptions {
  /** The name that the user has asked for. */
  readonly name: string;
  /** Tells the user that others see another name. */
  print(text: string): void;
  /** The client's secret. */
  readonly token?: string;
}

/**
 * The client's session at a server of Parley: its name, which the server may have changed, and a secret
 * with which the client ends a session that it has left behind. It also asks for the ids of messages.
 * Other servers do not know the command for it, so the client asks once, after the user's first command,
 * and hides what they answer.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const printed: string[] = [];
 * const session = new OwnSession({ name: "Ann", print: (text) => void printed.push(text), token: "x" });
 * assert.equal(session.requestAfter("hello"), undefined);
 * assert.equal(session.requestAfter("/join tea"), "/session x ids");
 * assert.equal(session.onFrame("You are Ann_2."), true);
 * assert.equal(session.name, "Ann_2");
 * assert.deepEqual(printed, ["The name Ann is taken: others see you as Ann_2"]);
 * ```
 */
export class OwnSession {
  readonly #options: OwnSessionOptions;
  readonly #token: string;
  #name: string;
  /** Whether the server knows the command; `undefined` until it has answered. */
  #isKnown: boolean | undefined;
  #answer: PromiseWithResolvers<boolean> | undefined;

  constructor(options: OwnSessionOptions) {
    this.#options = options;
    this.#token = options.token ?? crypto.randomUUID();
    this.#name = options.name;
  }

  /** The name under which others see the user. */
  get name(): string {
    return this.#name;
  }

  /** Whether the server has answered a request before. */
  get isKnown(): boolean {
    return this.#isKnown === true;
  }

  /** Whether the last request was not answered. */
  get isWaiting(): boolean {
    return this.#answer !== undefined;
  }

  /** Returns the request to send, whose answer {@linkcode onFrame} expects. */
  request(): string {
    this.#answer = Promise.withResolvers();
    return `/session ${this.#token} ids`;
  }

  /** Returns the request to send after a line of the user, if there is one. */
  requestAfter(line: string): string | undefined {
    const isDue = this.#isKnown === undefined && !this.#answer &&
      /^\/(join|create)\s+\S/.test(line);
    return isDue ? this.request() : undefined;
  }

  /**
   * Resolves to whether the answer says that a session left behind has ended.
   *
   * @param closed Resolves when the connection has ended: then there is no answer.
   */
  async hasEndedEarlier(timeoutMs: number, closed: Promise<unknown>): Promise<boolean> {
    const none = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => none.resolve(false), timeoutMs);
    closed.then(() => none.resolve(false), () => none.resolve(false));
    const answers = [none.promise, ...(this.#answer ? [this.#answer.promise] : [])];
    return await Promise.race(answers).finally(() => clearTimeout(timer));
  }

  /** Takes note of a frame of the server. Reports whether it answers a request, and need not be shown. */
  onFrame(text: string): boolean {
    if (!this.#answer) return false;
    // The user has to type the password first.
    if (asksForPassword(text)) this.#answer.resolve(false);
    const [, name] = /^You are (.+)\.$/s.exec(text) ?? [];
    const hasEnded = text === SESSION_ENDED;
    const isUnknown = text.startsWith("/session ");
    if (name === undefined && !hasEnded && !isUnknown) return false;
    this.#isKnown = !isUnknown;
    this.#answer.resolve(hasEnded);
    this.#answer = undefined;
    if (name !== undefined) this.#learn(name);
    return true;
  }

  #learn(name: string): void {
    const { name: wanted, print } = this.#options;
    if (name !== this.#name && name !== wanted) {
      print(`The name ${wanted} is taken: others see you as ${name}`);
    } else if (name !== this.#name) {
      print(`You are ${name} again`);
    }
    this.#name = name;
  }
}

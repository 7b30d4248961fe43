import { asksForPassword } from "../../dialects/channel/password.ts";
import { existingChannel, missingChannel } from "./presence.ts";

/** How long the server may take to refuse something, in milliseconds. It does not answer a success. */
const ANSWER_MS = 500;

/** The same while it checks a password, which takes its turn when a whole class comes back. */
export const PASSWORD_ANSWER_MS = 30_000;

/** The maximum number of attempts to enter the channel, which others may make or remove meanwhile. */
const MAX_ATTEMPTS = 5;

/** The server's reaction: silence is success. */
type Answer = "silence" | "ended" | "password" | "missing" | "exists";

/** The options of a {@linkcode Rejoin}. */
export interface RejoinOptions {
  /** The channel that the user was in, if any. */
  readonly channel: string | undefined;
  /** How the client has connected again, for the user. */
  readonly outcome?: string;
  /** Resolves when the new connection has ended. */
  readonly ended: Promise<unknown>;
  send(line: string): Promise<unknown>;
  /** How long to wait for an answer, in milliseconds. */
  readonly answerMs?: number;
}

/** The way back into a channel on a new connection. It makes the channel if that no longer exists. */
export class Rejoin {
  readonly #options: RejoinOptions;
  readonly #ended: Promise<Answer>;
  #answer = Promise.withResolvers<Answer>();
  #password: PromiseWithResolvers<void> | undefined;
  #hasCreated = false;

  constructor(options: RejoinOptions) {
    this.#options = options;
    this.#ended = options.ended.then(() => "ended");
  }

  /** Takes note of a frame of the server. Reports whether it need not be shown. */
  onFrame(text: string): boolean {
    const { channel } = this.#options;
    if (asksForPassword(text)) this.#answer.resolve("password");
    if (channel === undefined) return false;
    const isMissing = missingChannel(text) === channel;
    if (!isMissing && existingChannel(text) !== channel) return false;
    this.#answer.resolve(isMissing ? "missing" : "exists");
    return true;
  }

  /** Reports whether to send a line at once, although the user is not back yet: a password. */
  takes(line: string): boolean {
    if (!this.#password || !line.startsWith("/password ")) return false;
    this.#password.resolve();
    return true;
  }

  /** Resolves to what to tell the user, or to `undefined` when the connection has ended. */
  async run(): Promise<string | undefined> {
    const { channel, send } = this.#options;
    let next = channel === undefined ? undefined : `/join ${channel}`;
    for (let attempts = 0; attempts < MAX_ATTEMPTS;) {
      const answer = await this.#nextAnswer();
      switch (answer) {
        case "ended":
          return undefined;
        case "password":
          this.#password = Promise.withResolvers();
          if (await Promise.race([this.#ended, this.#password.promise]) === "ended") {
            return undefined;
          }
          this.#password = undefined;
          continue;
        case "silence":
          if (next === undefined) return this.#success();
          break;
        default:
          this.#hasCreated = answer === "missing";
          next = answer === "missing" ? `/create ${channel}` : `/join ${channel}`;
      }
      attempts++;
      this.#answer = Promise.withResolvers();
      await send(next);
      next = undefined;
    }
    return `${this.#outcome}, but not in ${channel}: it comes and goes`;
  }

  #success(): string {
    const { channel } = this.#options;
    if (channel === undefined) return this.#outcome;
    return this.#hasCreated
      ? `${this.#outcome}, and created ${channel} again: it no longer existed`
      : `${this.#outcome}, and back in ${channel}`;
  }

  get #outcome(): string {
    return this.#options.outcome ?? "Reconnected";
  }

  async #nextAnswer(): Promise<Answer> {
    const silence = Promise.withResolvers<Answer>();
    const timer = setTimeout(() => silence.resolve("silence"), this.#options.answerMs ?? ANSWER_MS);
    const answer = await Promise.race([this.#ended, this.#answer.promise, silence.promise]);
    clearTimeout(timer);
    this.#answer = Promise.withResolvers();
    return answer;
  }
}

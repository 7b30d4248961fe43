import { ExpectedError } from "../../errors/expected_error.ts";
import { Backoff } from "./backoff.ts";
import { RemovedError } from "./removed_error.ts";

/** How long a connection to another server may take before the user reads of the loss, in milliseconds. */
const TELL_AFTER_MS = 1000;

/** The options of a {@linkcode Reconnector}. */
export interface ReconnectorOptions<Connection> {
  /**
   * Connects and logs in.
   *
   * @throws {ExpectedError} when that fails, and may succeed later.
   * @throws {RemovedError} when the server does not want the user, which ends the attempts.
   */
  connect(): Promise<Connection>;
  /** Reports whether there are other servers, so that the first attempt needs no pause before it. */
  hasOthers?(): boolean;
  /** Tells the user what happens. */
  print(text: string): void;
  /** What the user can do meanwhile. */
  readonly hint?: string;
  readonly backoff?: Backoff;
}

/**
 * Connects again after a connection was lost, with growing pauses, as long as it takes.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { Backoff } from "./backoff.ts";
 *
 * const backoff = new Backoff({ random: () => 0, now: () => 0 });
 * const printed: string[] = [];
 * const print = (text: string) => void printed.push(text);
 * const reconnector = new Reconnector({ connect: async () => "a connection", print, backoff });
 * assert.equal(await reconnector.reconnect(), "a connection");
 * assert.deepEqual(printed, ["Reconnecting in 1 s …"]);
 * ```
 */
export class Reconnector<Connection> {
  readonly #options: ReconnectorOptions<Connection>;
  readonly #backoff: Backoff;
  #wake: (() => void) | undefined;
  #isStopped = false;

  constructor(options: ReconnectorOptions<Connection>) {
    this.#options = options;
    this.#backoff = options.backoff ?? new Backoff();
  }

  /**
   * Resolves to the new connection, or to `undefined` after {@linkcode stop}.
   *
   * @param loss Tells the user how the connection was lost. If there is another server that takes its place
   * at once, the user need not know.
   * @throws {RemovedError}
   */
  async reconnect(loss?: string): Promise<Connection | undefined> {
    const { print, hint = "", hasOthers } = this.#options;
    const startsAtOnce = hasOthers?.() === true && this.#backoff.startsAtOnce();
    const connection = startsAtOnce ? await this.#connectAtOnce(loss) : undefined;
    if (connection) return connection;
    if (loss !== undefined && !startsAtOnce) print(loss);
    let lastProblem: string | undefined;
    for (let attempt = 1; !this.#isStopped; attempt++) {
      const pause = this.#backoff.next();
      if (attempt === 1) print(`Reconnecting in ${seconds(pause)} … ${hint}`.trimEnd());
      await this.#sleep(pause);
      if (this.#isStopped) break;
      const result = await this.#tryToConnect();
      if (!(result instanceof ExpectedError)) return result;
      // An outage may last for hours: the same line for each attempt would bury the conversation.
      if (result.message !== lastProblem) print(`${result.message}. Still trying …`);
      lastProblem = result.message;
    }
    return undefined;
  }

  /** Connects to another server. Tells the user of the loss if that fails, or takes long. */
  async #connectAtOnce(loss: string | undefined): Promise<Connection | undefined> {
    let isTold = loss === undefined;
    const tell = () => {
      if (!isTold) this.#options.print(loss!);
      isTold = true;
    };
    const timer = setTimeout(tell, TELL_AFTER_MS);
    try {
      const result = await this.#tryToConnect();
      if (!(result instanceof ExpectedError)) return result;
    } finally {
      clearTimeout(timer);
    }
    tell();
  }

  /** Resolves to the connection, or to why there is none yet. */
  async #tryToConnect(): Promise<Connection | ExpectedError> {
    try {
      const connection = await this.#options.connect();
      this.#backoff.connected();
      return connection;
    } catch (error) {
      if (!(error instanceof ExpectedError) || error instanceof RemovedError) throw error;
      return error;
    }
  }

  /** Ends the waiting. */
  stop(): void {
    this.#isStopped = true;
    this.#wake?.();
  }

  async #sleep(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(resolve, ms);
    await promise;
    clearTimeout(timer);
  }
}

function seconds(ms: number): string {
  return `${Math.max(1, Math.round(ms / 1000))} s`;
}

import { ExpectedError } from "../../errors/expected_error.ts";
import { Backoff } from "./backoff.ts";
import { RemovedError } from "./removed_error.ts";

/** The options of a {@linkcode Reconnector}. */
export interface ReconnectorOptions<Connection> {
  /**
   * Connects and logs in.
   *
   * @throws {ExpectedError} when that fails, and may succeed later.
   * @throws {RemovedError} when the server does not want the user, which ends the attempts.
   */
  connect(): Promise<Connection>;
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
   * @throws {RemovedError}
   */
  async reconnect(): Promise<Connection | undefined> {
    const { connect, print, hint = "" } = this.#options;
    let lastProblem: string | undefined;
    for (let attempt = 1; !this.#isStopped; attempt++) {
      const pause = this.#backoff.next();
      if (attempt === 1) print(`Reconnecting in ${seconds(pause)} … ${hint}`.trimEnd());
      await this.#sleep(pause);
      if (this.#isStopped) break;
      try {
        const connection = await connect();
        this.#backoff.connected();
        return connection;
      } catch (error) {
        if (!(error instanceof ExpectedError) || error instanceof RemovedError) throw error;
        // An outage may last for hours: the same line for each attempt would bury the conversation.
        if (error.message !== lastProblem) print(`${error.message}. Still trying …`);
        lastProblem = error.message;
      }
    }
    return undefined;
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

import { EXIT } from "../../errors/exit.ts";
import { ExpectedError } from "../../errors/expected_error.ts";
import { sleep } from "./patience.ts";
import { ServerProcess } from "./server_process.ts";
import { shellWords } from "./shell_words.ts";
import { ServerGone, type Stage } from "./stage.ts";

/** How long a server may take from its start until it accepts connections. */
export const MAX_START_MS = 10_000;

const RETRY_MS = 30;

/** The address of a server. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Nobody answers where the server should be. */
export class NobodyAnswers extends ExpectedError {
  override name = "NobodyAnswers";
  override readonly exitCode = EXIT.usage;
}

/**
 * The server that is checked. If the check has started it, it is started anew whenever a case needs
 * a fresh one, or has left one that may be broken.
 */
export class CheckedServer {
  /** Where the server is now. */
  address: Address;
  readonly #words: readonly string[] | undefined;
  readonly #greet: (address: Address) => Promise<Stage>;
  #process: ServerProcess | undefined;
  #greeting: Stage | undefined;
  #isFresh = false;
  #mayBeBroken = false;

  /**
   * @param command The command that starts the server, if the check is to start it.
   * @param greet Plays a first client, whose stage stays open until the server is stopped: a bare
   * connection could hold up a simple server.
   */
  constructor(
    address: Address,
    command: string | undefined,
    greet: (address: Address) => Promise<Stage>,
  ) {
    this.address = address;
    this.#words = command === undefined ? undefined : shellWords(command);
    this.#greet = greet;
  }

  /** Whether the check starts the server. */
  get isOurs(): boolean {
    return this.#words !== undefined;
  }

  /** Whether the command says on which port the server listens. */
  get takesPort(): boolean {
    return this.#words?.some((word) => word.includes("{port}")) ?? false;
  }

  /**
   * Starts the server if the check is to do so, and greets it.
   *
   * @throws {NobodyAnswers}
   */
  async open(): Promise<void> {
    if (this.isOurs) return await this.start(this.address.port);
    try {
      this.#greeting = await this.#greet(this.address);
    } catch (error) {
      if (!(error instanceof ServerGone)) throw error;
      throw new NobodyAnswers(`Cannot check the server: ${error.message.replace(/\.$/, "")}`, {
        hint: "Start it first, or have it started with --start.",
      });
    }
  }

  /**
   * Starts the server on a port and waits until it accepts connections.
   *
   * @throws {NobodyAnswers} if it does not do so in time.
   */
  async start(port: number): Promise<void> {
    this.address = { ...this.address, port };
    const words = this.#words!.map((word) =>
      word.replaceAll("{port}", `${port}`).replaceAll("{host}", this.address.host)
    );
    const process = new ServerProcess(words);
    this.#process = process;
    const until = performance.now() + MAX_START_MS;
    while (!process.hasEnded && performance.now() < until) {
      try {
        this.#greeting = await this.#greet(this.address);
        // Another program may have answered for one that could not listen.
        if (process.hasEnded) break;
        [this.#isFresh, this.#mayBeBroken] = [true, false];
        return;
      } catch (error) {
        if (!(error instanceof ServerGone)) throw error;
        await sleep(RETRY_MS);
      }
    }
    const hasEnded = process.hasEnded;
    await this.kill();
    const why = hasEnded
      ? `it accepted no connections. ${process.lastWords}`
      : `it did not listen on that port within ${MAX_START_MS / 1000} s`;
    throw new NobodyAnswers(`Cannot check "${words.join(" ")}" on port ${port}: ${why}`);
  }

  /** Stops the server that the check has started. Returns whether it ended when it was asked to. */
  async stop(): Promise<boolean> {
    await this.#closeGreeting();
    const ended = await this.#process?.stop() ?? true;
    this.#process = undefined;
    return ended;
  }

  /** Kills the server that the check has started. */
  async kill(): Promise<void> {
    await this.#closeGreeting();
    await this.#process?.kill();
    this.#process = undefined;
  }

  /** Kills the server while its first client is connected. */
  async killWithClients(): Promise<void> {
    await this.#process?.kill();
    this.#process = undefined;
    await this.#closeGreeting();
  }

  async #closeGreeting(): Promise<void> {
    await this.#greeting?.close();
    this.#greeting = undefined;
  }

  /**
   * Makes sure, as far as possible, that a server is there for the next case.
   *
   * @param fresh Whether the case wants a server that nobody has used.
   */
  async prepare(fresh: boolean): Promise<void> {
    if (!this.isOurs) return;
    const hasEnded = this.#process === undefined || this.#process.hasEnded;
    const isUseful = this.takesPort && ((fresh && !this.#isFresh) || this.#mayBeBroken);
    if (hasEnded || isUseful) await this.#restart();
    this.#isFresh = false;
  }

  /** Notes that a case has failed, after which the server may behave differently. */
  noteFailure(): void {
    this.#mayBeBroken = true;
  }

  /** Returns what is known about the end of the server, in sentences; empty if it seems to run. */
  async obituary(lastReached: string | undefined, isGone: boolean): Promise<string> {
    // A crash closes the connections a moment before the process ends.
    if (this.isOurs) await sleep(RETRY_MS);
    if (this.#process?.hasEnded) return `The server has ended. ${this.#process.lastWords}`;
    if (!isGone) return "";
    return lastReached === undefined
      ? "No case could reach it."
      : `The last case that could reach it was ${lastReached}: did the server crash in it?`;
  }

  async #restart(): Promise<void> {
    await this.kill();
    try {
      await this.start(this.takesPort ? freePort() : this.address.port);
    } catch (error) {
      // The next case reports that nobody is there.
      if (!(error instanceof NobodyAnswers)) throw error;
    }
  }
}

/** Returns a port of this machine on which nobody listens. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

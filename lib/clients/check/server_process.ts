import { ExpectedError } from "../../errors/expected_error.ts";
import { systemReason } from "../../errors/system_reason.ts";
import { beforeExit } from "../../terminal/exit_hooks.ts";
import { rethrowBug } from "../shared/rethrow_bug.ts";
import { withinTime } from "./patience.ts";

/** How much of a server's output is kept: its end, in characters. */
const MAX_OUTPUT_LENGTH = 2000;

/** How many lines of it are shown. */
const SHOWN_LINES = 6;

/** How long a server may take to end after the signal that asks it to. */
const STOP_MS = 2000;

/** A server that the check has started, with all processes that it has started itself. */
export class ServerProcess {
  readonly #child: Deno.ChildProcess;
  readonly #unhook: () => void;
  #output = "";
  #status: Deno.CommandStatus | undefined;

  /**
   * Starts a server.
   *
   * @throws {ExpectedError} if the command cannot be started.
   */
  constructor(words: readonly string[]) {
    const [program = "", ...args] = words;
    // Before the start: a signal may come while the server has begun to run.
    this.#unhook = beforeExit(() => this.#signal("SIGKILL"));
    try {
      this.#child = new Deno.Command(program, {
        args,
        // Some servers end with their input.
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
        detached: Deno.build.os !== "windows",
      }).spawn();
    } catch (cause) {
      this.#unhook();
      rethrowBug(cause);
      const hint = cause instanceof Deno.errors.NotCapable
        ? "Allow it with --allow-run."
        : undefined;
      const reason = cause instanceof Deno.errors.NotCapable
        ? "Deno does not allow it"
        : systemReason(cause);
      throw new ExpectedError(`Cannot start "${words.join(" ")}": ${reason}`, { cause, hint });
    }
    this.#child.status.then((status) => this.#status = status);
    for (const stream of [this.#child.stdout, this.#child.stderr]) this.#read(stream);
  }

  /** Whether the process has ended. */
  get hasEnded(): boolean {
    return this.#status !== undefined;
  }

  /** How the process ended and what it printed last, in sentences. */
  get lastWords(): string {
    const { code, signal } = this.#status ?? {};
    const how = this.#status === undefined
      ? "It still runs."
      : signal
      ? `It was ended by ${signal}.`
      : `It exited with code ${code}.`;
    const lines = this.#output.trimEnd().split("\n").slice(-SHOWN_LINES).join("\n");
    return lines === "" ? `${how} It printed nothing.` : `${how} Its last output:\n${lines}`;
  }

  /** Asks the process to end. Returns whether it did so in time; otherwise it is killed. */
  async stop(): Promise<boolean> {
    this.#signal("SIGTERM");
    const ended = await withinTime(this.#child.status, STOP_MS) !== undefined;
    await this.kill();
    return ended;
  }

  /** Kills the process and those that it has started. */
  async kill(): Promise<void> {
    this.#signal("SIGKILL");
    await this.#child.status;
    this.#unhook();
    await this.#child.stdin.close().catch(rethrowBug);
  }

  #signal(signal: Deno.Signal): void {
    try {
      // The negative number stands for the group of processes.
      if (Deno.build.os !== "windows") Deno.kill(-this.#child.pid, signal);
      else if (!this.hasEnded) this.#child.kill(signal);
    } catch (error) {
      // All of them have ended.
      rethrowBug(error);
    }
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const bytes of stream) {
        this.#output = (this.#output + decoder.decode(bytes, { stream: true }))
          .slice(-MAX_OUTPUT_LENGTH);
      }
    } catch (error) {
      rethrowBug(error);
    }
  }
}

import assert from "node:assert/strict";
import { TextOutput } from "./text_output.ts";

/** A real server process on a free port of 127.0.0.1. */
export abstract class ListeningProcess implements AsyncDisposable {
  readonly port: number;
  /** Its standard output and standard error. */
  readonly output: TextOutput;
  readonly log: TextOutput;
  readonly #process: Deno.ChildProcess;

  protected constructor({ process, output, port }: Listening) {
    this.#process = process;
    this.output = output;
    this.log = new TextOutput(process.stderr);
    this.port = port;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Sends a signal and gives the exit code. */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<number> {
    this.#process.kill(signal);
    const { code } = await this.#process.status;
    await Promise.all([this.output.ended, this.log.ended]);
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.stop("SIGKILL");
    } catch (error) {
      // It has ended before.
      assert(error instanceof TypeError || error instanceof Deno.errors.NotFound);
    }
    await Promise.all([this.output.ended, this.log.ended]);
  }
}

/** A process that has said where it listens. */
export interface Listening {
  readonly process: Deno.ChildProcess;
  readonly output: TextOutput;
  readonly port: number;
}

/** Starts a program and waits for the line in which it says the port. */
export async function startListening(
  [program, ...args]: readonly string[],
  line: RegExp,
): Promise<Listening> {
  const process = new Deno.Command(program!, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = new TextOutput(process.stdout);
  const [, port] = await output.waitFor(line);
  return { process, output, port: Number(port) };
}

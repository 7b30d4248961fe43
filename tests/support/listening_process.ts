import { RunningProcess } from "./running_process.ts";
import type { TextOutput } from "./text_output.ts";

/** A real server process on a free port of 127.0.0.1. */
export abstract class ListeningProcess implements AsyncDisposable {
  readonly port: number;
  readonly #process: RunningProcess;

  protected constructor({ process, port }: Listening) {
    this.#process = process;
    this.port = port;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Its standard output. */
  get output(): TextOutput {
    return this.#process.output;
  }

  /** Its standard error, which is its log. */
  get log(): TextOutput {
    return this.#process.errors;
  }

  /** Resolves to the exit code when it ends by itself. */
  get exit(): Promise<number> {
    return this.#process.exitCode;
  }

  /** Sends a signal, and returns the exit code. */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<number> {
    this.#process.signal(signal);
    return await this.#process.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}

/** A process that has announced its port. */
export interface Listening {
  readonly process: RunningProcess;
  readonly port: number;
}

/**
 * Starts a program and waits for the line that announces its port.
 *
 * @param line Matches that line. Its first group is the port.
 */
export async function startListening(
  command: readonly string[],
  line: RegExp,
): Promise<Listening> {
  const process = new RunningProcess(command);
  try {
    const [, port] = await process.output.waitFor(line);
    return { process, port: Number(port) };
  } catch (cause) {
    await process[Symbol.asyncDispose]();
    const errors = process.errors.summary;
    throw new Error(`"${command.join(" ")}" did not listen; its standard error ${errors}`, {
      cause,
    });
  }
}

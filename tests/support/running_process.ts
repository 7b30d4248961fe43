import { DEADLINE_MS, EXIT_DEADLINE_MS, withDeadline } from "./deadline.ts";
import { TextOutput } from "./text_output.ts";

/** Options of a {@linkcode RunningProcess}. */
export interface RunningProcessOptions {
  /** Variables that are added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the process reads from a pipe. Otherwise its standard input is empty. */
  readonly hasInput?: boolean;
  /** Whether to read standard error from the start. Otherwise the first use of `errors` does. */
  readonly readsErrors?: boolean;
  /** How long to wait for the process and its output to end. */
  readonly exitDeadlineMs?: number;
}

/** A child process whose output the test reads as text. Disposing of it kills it. */
export class RunningProcess implements AsyncDisposable {
  /** Its standard output. */
  readonly output: TextOutput;
  protected readonly child: Deno.ChildProcess;
  readonly #command: string;
  readonly #exitDeadlineMs: number;
  #errors: TextOutput | undefined;
  #hasExited = false;

  constructor(command: readonly string[], options: RunningProcessOptions = {}) {
    const { env = {}, hasInput = false, readsErrors = true, exitDeadlineMs = EXIT_DEADLINE_MS } =
      options;
    const [program, ...args] = command;
    this.#command = command.join(" ");
    this.#exitDeadlineMs = exitDeadlineMs;
    this.child = new Deno.Command(program!, {
      args,
      env,
      stdin: hasInput ? "piped" : "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.output = new TextOutput(this.child.stdout);
    if (readsErrors) this.#errors = new TextOutput(this.child.stderr);
    this.child.status.then(() => this.#hasExited = true);
  }

  /** Its standard error. */
  get errors(): TextOutput {
    return this.#errors ??= new TextOutput(this.child.stderr);
  }

  get pid(): number {
    return this.child.pid;
  }

  /** Sends a signal to the process. */
  signal(name: Deno.Signal): void {
    this.child.kill(name);
  }

  /**
   * Resolves to the exit code, after the process has ended and its output is complete.
   *
   * @throws {Error} if the process does not end in time, or if a child of it keeps its output open.
   */
  get exitCode(): Promise<number> {
    return this.#waitForExit(this.#exitDeadlineMs);
  }

  /** Kills the process, if it still runs. */
  kill(): void {
    if (this.#hasExited) return;
    try {
      this.child.kill("SIGKILL");
    } catch {
      // It has just ended.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    try {
      await this.#waitForExit(Math.min(DEADLINE_MS, this.#exitDeadlineMs));
    } finally {
      // A process that outlives this one must not keep the test waiting.
      await Promise.all([this.output.cancel(), this.errors.cancel()]);
    }
  }

  async #waitForExit(deadlineMs: number): Promise<number> {
    let code: number | undefined;
    const exited = this.child.status.then((status) => code = status.code);
    const describe = () => {
      const state = code === undefined
        ? "did not end"
        : `ended with ${code}, but another process keeps its output open`;
      return `"${this.#command}" ${state}; its standard output ${this.output.summary}; ` +
        `its standard error ${this.errors.summary}`;
    };
    const all = Promise.all([exited, this.output.completion, this.errors.completion]);
    const [exitCode] = await withDeadline(all, describe, deadlineMs);
    return exitCode;
  }
}

/** Runs a program to its end, and returns its exit code and output. */
export async function runToEnd(
  command: readonly string[],
  options?: RunningProcessOptions,
): Promise<{ code: number; output: string; error: string }> {
  await using process = new RunningProcess(command, options);
  const code = await process.exitCode;
  return { code, output: process.output.text, error: process.errors.text };
}

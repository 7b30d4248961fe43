import { TextOutput } from "./text_output.ts";

/** A program on pipes. */
export class PipedProcess implements AsyncDisposable {
  /** Its standard output and standard error. */
  readonly output: TextOutput;
  readonly errors: TextOutput;
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;

  constructor([program, ...args]: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#process = new Deno.Command(program!, {
      args,
      env,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.output = new TextOutput(this.#process.stdout);
    this.errors = new TextOutput(this.#process.stderr);
    this.#input = this.#process.stdin.getWriter();
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Writes to its standard input. */
  async type(text: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(text));
  }

  /** Ends its standard input. */
  async endInput(): Promise<void> {
    await this.#input.close();
  }

  /** Sends it a signal. */
  signal(name: Deno.Signal): void {
    this.#process.kill(name);
  }

  /** The exit code, when it has ended and all its output is here. */
  get exitCode(): Promise<number> {
    return Promise.all([this.#process.status, this.output.ended, this.errors.ended])
      .then(([{ code }]) => code);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended before.
    }
    await this.#input.abort().catch(() => {});
    await this.exitCode;
  }
}

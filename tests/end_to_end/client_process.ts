import { TextOutput } from "./text_output.ts";

/** What a client is allowed, and finds in its environment. */
export interface Machine {
  readonly permissions: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const BARE: Machine = { permissions: ["--allow-net"], env: {} };

/** A machine on which `folder` holds the user's configuration. */
export function machineWith(folder: string): Machine {
  return {
    permissions: [
      "--allow-net",
      "--allow-env=XDG_CONFIG_HOME",
      `--allow-read=${folder}`,
      `--allow-write=${folder}`,
    ],
    env: { XDG_CONFIG_HOME: folder },
  };
}

/** The client on pipes. */
export class ClientProcess implements AsyncDisposable {
  /** Its standard output and standard error. */
  readonly output: TextOutput;
  readonly errors: TextOutput;
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;

  /** Starts it, on a machine that gives it nothing but the network unless the first argument is one. */
  constructor(first?: Machine | string, ...rest: string[]) {
    const machine = typeof first === "object" ? first : BARE;
    const words = typeof first === "string" ? [first, ...rest] : rest;
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", ...machine.permissions, "client.ts", ...words],
      env: machine.env,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.output = new TextOutput(this.#process.stdout);
    this.errors = new TextOutput(this.#process.stderr);
    this.#input = this.#process.stdin.getWriter();
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

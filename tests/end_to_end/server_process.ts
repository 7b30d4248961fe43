import assert from "node:assert/strict";
import { TextOutput } from "./text_output.ts";

/** A real server process on a free port of 127.0.0.1. */
export class ServerProcess implements AsyncDisposable {
  readonly port: number;
  /** Its standard output and standard error. */
  readonly output: TextOutput;
  readonly log: TextOutput;
  readonly #process: Deno.ChildProcess;

  private constructor(process: Deno.ChildProcess, output: TextOutput, port: number) {
    this.#process = process;
    this.output = output;
    this.log = new TextOutput(process.stderr);
    this.port = port;
  }

  static async start(...flags: string[]): Promise<ServerProcess> {
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-net", "--allow-sys", "server.ts", "-a", "127.0.0.1", ...flags],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const output = new TextOutput(process.stdout);
    const [, port] = await output.waitFor(/^Server is on: listening on 127\.0\.0\.1:(\d+)\n/);
    return new ServerProcess(process, output, Number(port));
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

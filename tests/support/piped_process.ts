import { RunningProcess } from "./running_process.ts";

/** A program whose standard input is a pipe, too. */
export class PipedProcess extends RunningProcess {
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;

  constructor(command: readonly string[], env: Readonly<Record<string, string>> = {}) {
    super(command, { env, hasInput: true });
    this.#input = this.child.stdin.getWriter();
  }

  /** Writes to its standard input. */
  async type(text: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(text));
  }

  /** Closes its standard input. */
  async endInput(): Promise<void> {
    await this.#input.close();
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#input.abort().catch(() => {});
    await super[Symbol.asyncDispose]();
  }
}

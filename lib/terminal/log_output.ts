import type { ByteSink } from "./output_queue.ts";

/** Shows lines, and resolves when there is room for more. */
type ShowLines = (lines: string) => Promise<void>;

const decoder = new TextDecoder();

/** Where the log goes: to standard error, until a console shows it above the line being typed. */
class LogOutput implements ByteSink {
  #show: ShowLines | undefined;

  /** Shows all further lines; without `show`, they go to standard error again. */
  divert(show?: ShowLines): void {
    this.#show = show;
  }

  async write(bytes: Uint8Array): Promise<number> {
    if (!this.#show) return await Deno.stderr.write(bytes);
    await this.#show(decoder.decode(bytes).replace(/\n$/, ""));
    return bytes.length;
  }
}

/** The place that all parts of the log go to. */
export const LOG_OUTPUT = new LogOutput();

import { holdsPassword } from "../../dialects/account_texts.ts";
import { ExpectedError } from "../../errors/expected_error.ts";
import { type HistoryStore, MAX_HISTORY_LINES } from "../../terminal/history.ts";
import { ConfigurationFile } from "./configuration_file.ts";

/**
 * The file that keeps the lines that the user entered, for the next session. They only save some
 * typing, so problems with the file are ignored.
 */
export class HistoryFile implements HistoryStore {
  readonly #file: ConfigurationFile | undefined;
  /** Resolves when all lines so far are in the file. */
  #written = Promise.resolve();

  /** @param file Without a file, nothing is kept. */
  constructor(file: ConfigurationFile | undefined) {
    this.#file = file;
  }

  /**
   * Returns the file in the user's own configuration folder; nothing is kept where Deno would ask the
   * user for permission to use it.
   */
  static ofUser(): HistoryFile {
    return new HistoryFile(ConfigurationFile.ofUser("history.json"));
  }

  async load(): Promise<readonly string[]> {
    const kept = await this.#file?.read().catch(ignoreExpected);
    const lines = (kept as { lines?: unknown } | null | undefined)?.lines;
    return Array.isArray(lines) ? lines.filter((line) => typeof line === "string") : [];
  }

  /** Adds a line to the file, after those that other clients have added meanwhile. */
  add(line: string): void {
    if (holdsPassword(line)) return;
    this.#written = this.#written.then(async () => {
      const lines = await this.load();
      if (lines.at(-1) === line) return;
      await this.#file?.write({ lines: [...lines, line].slice(-MAX_HISTORY_LINES) })
        .catch(ignoreExpected);
    });
  }

  /** Resolves when all lines so far are in the file. */
  async flushed(): Promise<void> {
    await this.#written;
  }
}

function ignoreExpected(error: unknown): void {
  if (!(error instanceof ExpectedError)) throw error;
}

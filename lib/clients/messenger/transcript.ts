import { ExpectedError } from "../../errors/expected_error.ts";
import { systemReason } from "../../errors/system_reason.ts";
import { safeText } from "../../terminal/safe_text.ts";

/** Only the user may read what was said. */
const MODE = 0o600;

/**
 * A file to which everything that a client shows is appended, with the date and time before each line.
 * It holds nothing that a terminal would obey.
 */
export class Transcript {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #onProblem: (text: string) => void;
  #hasFailed = false;

  /**
   * Opens the file, or creates it for the user alone.
   *
   * @param onProblem Gets the reason, at most once, if the file cannot be written later.
   * @throws {ExpectedError} if the file cannot be opened.
   */
  constructor(path: string, onProblem: (text: string) => void) {
    this.#path = path;
    this.#onProblem = onProblem;
    try {
      this.#file = Deno.openSync(path, { append: true, create: true, mode: MODE });
    } catch (cause) {
      throw new ExpectedError(`Cannot write the log "${path}": ${systemReason(cause)}`, { cause });
    }
  }

  /** Appends one or more lines. */
  write(text: string, time: Date = new Date()): void {
    if (this.#hasFailed) return;
    const lines = safeText(text).split("\n").map((line) => `${timestamp(time)} ${line}\n`);
    const bytes = new TextEncoder().encode(lines.join(""));
    try {
      // Synchronous: the lines are in the file even if the program is killed at once.
      for (let written = 0; written < bytes.length;) {
        written += this.#file.writeSync(bytes.subarray(written));
      }
    } catch (cause) {
      this.#hasFailed = true;
      this.#onProblem(`Cannot write the log "${this.#path}" any more: ${systemReason(cause)}`);
    }
  }

  close(): void {
    this.#file.close();
  }
}

/** Returns the local date and time: `2026-01-31 09:05:00`. */
function timestamp(now: Date): string {
  const date = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()];
  return `${date.map(twoDigits).join("-")} ${time.map(twoDigits).join(":")}`;
}

function twoDigits(part: number): string {
  return String(part).padStart(2, "0");
}

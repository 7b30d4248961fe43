import { UsageError } from "../../errors/expected_error.ts";

/**
 * Splits a command into words as a shell does: at spaces outside quotes. A backslash outside single
 * quotes keeps the next character as it is.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(shellWords(`python3 'my server.py' --port={port}`), [
 *   "python3",
 *   "my server.py",
 *   "--port={port}",
 * ]);
 * ```
 *
 * @throws {UsageError} if a quote does not end, or there is no word.
 */
export function shellWords(command: string): string[] {
  const words: string[] = [];
  const pattern = /\s*((?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+)\s*/gsy;
  while (pattern.lastIndex < command.length) {
    const [, word] = pattern.exec(command) ?? [];
    if (word === undefined) break;
    words.push(
      word.replace(
        /\\(.)|'([^']*)'|"((?:[^"\\]|\\.)*)"/gs,
        (_, escaped, single, double) => escaped ?? single ?? double.replace(/\\(["\\$`])/g, "$1"),
      ),
    );
    if (pattern.lastIndex === command.length) return words;
  }
  throw new UsageError(
    command.trim() === ""
      ? "Cannot start an empty command"
      : `Cannot read the command "${command}": a quote in it does not end`,
  );
}

/**
 * The parameters of the command `MODE`: letters behind `+` and `-`, and the arguments of some.
 *
 * @module
 */
import { MAX_MODES } from "./limits.ts";

/** One change of a mode. */
export interface ModeChange {
  readonly sign: "+" | "-";
  readonly letter: string;
  readonly argument?: string | undefined;
}

/** The letters with an argument in any case, and those with one behind `+` only. */
const WITH_ARGUMENT = "beIkov";
const WITH_ARGUMENT_TO_SET = "l";

/**
 * Returns the changes that parameters ask for.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parseModes(["+o-l", "ann"]), [
 *   { sign: "+", letter: "o", argument: "ann" },
 *   { sign: "-", letter: "l", argument: undefined },
 * ]);
 * ```
 */
export function parseModes(params: readonly string[]): ModeChange[] {
  const changes: ModeChange[] = [];
  const rest = [...params];
  const letters = rest.shift() ?? "";
  let sign: "+" | "-" = "+";
  for (const letter of letters) {
    if (letter === "+" || letter === "-") {
      sign = letter;
      continue;
    }
    if (changes.length === MAX_MODES) break;
    const takesArgument = WITH_ARGUMENT.includes(letter) ||
      sign === "+" && WITH_ARGUMENT_TO_SET.includes(letter);
    changes.push({ sign, letter, argument: takesArgument ? rest.shift() : undefined });
  }
  return changes;
}

/**
 * Returns changes as parameters.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const changes = [{ sign: "+", letter: "i" }, { sign: "+", letter: "k", argument: "x" }] as const;
 * assert.deepEqual(formatModes(changes), ["+ik", "x"]);
 * ```
 */
export function formatModes(changes: readonly ModeChange[]): string[] {
  let letters = "";
  let last = "";
  for (const { sign, letter } of changes) {
    letters += sign === last ? letter : sign + letter;
    last = sign;
  }
  return [letters, ...changes.flatMap(({ argument }) => argument ?? [])];
}

/** The most characters of arguments in one line. */
const MAX_ARGUMENTS_LENGTH = 200;

/** Returns changes in parts that fit one line each. */
export function linesOfModes(changes: readonly ModeChange[]): ModeChange[][] {
  const parts: ModeChange[][] = [];
  let length = Infinity;
  for (const change of changes) {
    length += (change.argument?.length ?? 0) + 1;
    if (length > MAX_ARGUMENTS_LENGTH || parts.at(-1)!.length === MAX_MODES) {
      parts.push([]);
      length = change.argument?.length ?? 0;
    }
    parts.at(-1)!.push(change);
  }
  return parts;
}

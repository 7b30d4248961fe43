/**
 * A program's flags as one table: what reads them and what explains them cannot drift apart.
 *
 * @module
 */
import { parseArgs } from "node:util";
import type { Permissions } from "./permissions.ts";

/** A flag. One without a `value` is a switch. */
export interface Flag {
  readonly short?: string;
  /** What stands for the value in the help text, such as `N`. */
  readonly value?: string;
  readonly help: string;
  /** What the program has to be allowed when the flag is given, besides what it always needs. */
  readonly permissions?: Permissions;
}

/** A program, or one way to call it. */
export interface Command {
  /** The program's name where it is installed: `parley-server`. */
  readonly name: string;
  /** How to call it, a line each, without the flags. */
  readonly usage: readonly string[];
  readonly summary: string;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly examples: readonly string[];
  /** What the program has to be allowed, whatever the flags; without, it keeps what it is given. */
  readonly permissions?: Permissions;
}

/** What a command line holds. */
export interface Arguments {
  readonly positionals: readonly string[];
  /** Whether a switch is set. */
  has(flag: string): boolean;
  /** The value of a flag, when it is given. */
  get(flag: string): string | undefined;
  /** The value of a flag as a whole number. */
  number(flag: string, range: { min: number; max: number }): number | undefined;
}

/** A command line that makes no sense: exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Flags that every program has. */
const COMMON: Record<string, Flag> = {
  debug: { help: "Show where an error came from" },
  help: { short: "h", help: "Show this text" },
  version: { help: "Show the version" },
};

/**
 * Reads a command line.
 *
 * @throws {UsageError} on an unknown flag, or a missing or superfluous value.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const command: Command = {
 *   name: "brew",
 *   usage: ["brew [TEA]"],
 *   summary: "Makes tea.",
 *   flags: { minutes: { short: "m", value: "N", help: "How long to wait" } },
 *   examples: ["brew -m 3 sencha"],
 * };
 * const args = readArguments(command, ["-m", "3", "sencha"]);
 * assert.equal(args.number("minutes", { min: 1, max: 10 }), 3);
 * assert.deepEqual(args.positionals, ["sencha"]);
 * ```
 */
export function readArguments(command: Command, args: readonly string[]): Arguments {
  const { values, positionals } = parse(command, args);
  const get = (flag: string) => {
    const value = values[flag];
    return typeof value === "string" ? value : undefined;
  };
  return {
    positionals,
    has: (flag) => values[flag] === true,
    get,
    number: (flag, range) => readNumber(`--${flag}`, get(flag), range),
  };
}

/** The names of those of a command's own flags that a command line holds. */
export function givenFlags({ flags }: Command, args: Arguments): string[] {
  return Object.keys(flags).filter((flag) => args.has(flag) || args.get(flag) !== undefined);
}

/**
 * Reads a whole number.
 *
 * @throws {UsageError} when it is none, or out of range.
 */
export function readNumber(
  what: string,
  text: string | undefined,
  { min, max }: { min: number; max: number },
): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(
    `Cannot use "${text}" for ${what}: it has to be a number from ${min} to ${max}`,
  );
}

function parse(command: Command, args: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries({ ...command.flags, ...COMMON }).map(([name, { short, value }]) => [
      name,
      { type: value ? "string" as const : "boolean" as const, ...(short && { short }) },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // The first sentence says what is wrong; the rest explains how to write a positional argument.
    throw new UsageError((error as Error).message.split(". ")[0]!);
  }
}

/** The text of `--help`. */
export function helpText({ usage, summary, flags, examples }: Command): string {
  const rows = Object.entries({ ...flags, ...COMMON }).map(([name, { short, value, help }]) => [
    `${short ? `-${short}, ` : "    "}--${name}${value ? ` ${value}` : ""}`,
    help,
  ]);
  const width = Math.max(...rows.map(([flag]) => flag!.length));
  return [
    summary,
    "",
    "Usage:",
    ...usage.map((line) => `  ${line}`),
    "",
    "Flags:",
    ...rows.map(([flag, help]) => `  ${flag!.padEnd(width)}  ${help}`),
    "",
    "Examples:",
    ...examples.map((line) => `  ${line}`),
  ].join("\n");
}

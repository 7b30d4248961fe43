/**
 * A program's flags as one table: what reads them and what explains them cannot drift apart.
 *
 * @module
 */
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import type { Permissions } from "./permissions.ts";

/** A flag. One without a `value` is a switch. */
export interface Flag {
  readonly short?: string;
  /**
   * What stands for the value in the help text, such as `N`. Shells complete files for one that
   * starts with `FILE` or `FOLDER`, and names of machines for `HOST`.
   */
  readonly value?: string;
  readonly help: string;
  /** What the program has to be allowed when the flag is given, besides what it always needs. */
  readonly permissions?: Permissions;
  /** All values that there are, where they can be counted. */
  readonly choices?: readonly string[];
  /** The heading under which the help text has it; without one it stands under `Flags`. */
  readonly group?: string;
}

/** One of several ways to call a program: the word that comes first. */
export interface Way {
  /** What follows its name: `[HOST [PORT]]`; empty when nothing does. */
  readonly arguments: string;
  readonly help: string;
  /** The flags that it knows; others make no sense with it. */
  readonly flags: readonly string[];
}

/** A program. It calls itself and the others `server.ts`, as in a checkout. */
export interface Command {
  /** What it is called without `.ts`, or `parley-` in front. */
  readonly name: string;
  /** How to call it without one of its ways, some with what that does. */
  readonly usage: readonly (string | readonly [call: string, help: string])[];
  readonly summary: string;
  readonly ways?: Readonly<Record<string, Way>>;
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
  completions: {
    value: "SHELL",
    help: "Print what completes the command line in bash, zsh or fish",
    choices: ["bash", "zsh", "fish"],
  },
  debug: { help: "Show where an error came from" },
  help: { short: "h", help: "Show this text" },
  version: { help: "Show the version" },
};

/** All flags of a program, with those that every program has. */
export function flagsOf({ flags }: Command): Readonly<Record<string, Flag>> {
  return { ...flags, ...COMMON };
}

/** All flags of a program by the headings that they stand under, `Flags` first. */
export function flagGroups(command: Command): Map<string, [name: string, flag: Flag][]> {
  const groups = new Map<string, [string, Flag][]>([["Flags", []]]);
  for (const [name, flag] of Object.entries(flagsOf(command))) {
    const { group = "Flags" } = flag;
    groups.set(group, [...groups.get(group) ?? [], [name, flag]]);
  }
  return groups;
}

/**
 * Reads a command line.
 *
 * @throws {UsageError} on an unknown flag, or a missing, empty or superfluous value.
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
    Object.entries(flagsOf(command)).map(([name, { short, value }]) => [
      name,
      { type: value ? "string" as const : "boolean" as const, ...(short && { short }) },
    ]),
  );
  const parsed = parseOrExplain(args, options);
  const empty = Object.entries(parsed.values).find(([, value]) => value === "");
  if (empty) throw new UsageError(`Cannot use "" for --${empty[0]}: it has to have a value`);
  return parsed;
}

function parseOrExplain(args: readonly string[], options: ParseArgsOptionsConfig) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // The first sentence says what is wrong; the rest explains how to write a positional argument.
    throw new UsageError((error as Error).message.split(". ")[0]!);
  }
}

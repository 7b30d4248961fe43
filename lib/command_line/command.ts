/**
 * A program as its command line sees it: how to call it, and a table of its flags.
 *
 * @module
 */
import { choice, type Flag, type FlagTable, type IntegerFlag, toggle } from "./flag.ts";
import type { Permissions } from "./permissions.ts";
import { formatQuantity } from "./quantity.ts";

/** One of several modes of a program, chosen by the first word of the command line. */
export interface Subcommand {
  /** The words after its name: `[HOST [PORT]]`; empty if it takes none. */
  readonly arguments: string;
  readonly help: string;
  /** The names of the flags that it accepts, besides those of every program. */
  readonly flags: readonly string[];
  /** The permissions that it needs instead of the program's, besides those of given flags. */
  readonly permissions?: Permissions;
}

/**
 * A program. Its texts call it and the others `server.ts` and so on, as in a checkout. The code that
 * shows the texts puts in the names of the binaries.
 */
export interface Command<Flags extends FlagTable = FlagTable> {
  /** The name without `.ts` or `parley-`. */
  readonly name: string;
  /** The ways to call it without a subcommand, each with its effect where there are several. */
  readonly usage: readonly (string | readonly [call: string, help: string])[];
  readonly summary: string;
  readonly subcommands?: Readonly<Record<string, Subcommand>>;
  readonly flags: Flags;
  readonly examples: readonly string[];
  /** The permissions that it always needs. A program without this keeps all that it is given. */
  readonly permissions?: Permissions;
}

/** The flags of every program. */
export const COMMON_FLAGS = {
  completions: choice(["bash", "zsh", "fish"], {
    value: "SHELL",
    help: "Print a script that completes command lines in this shell",
  }),
  debug: toggle({ help: "Show the stack trace of errors" }),
  help: toggle({ short: "h", help: "Show this help" }),
  version: toggle({ help: "Show the version" }),
};

/** The heading of flags that have none of their own. */
const DEFAULT_GROUP = "Flags";

/** Returns all flags of a program, including those of every program. */
export function flagsOf({ flags }: Command): FlagTable {
  return { ...flags, ...COMMON_FLAGS };
}

/** Returns all flags of a program by their headings, `Flags` first. */
export function flagGroups(command: Command): Map<string, [name: string, flag: Flag][]> {
  const groups = new Map<string, [string, Flag][]>([[DEFAULT_GROUP, []]]);
  for (const [name, flag] of Object.entries(flagsOf(command))) {
    const { group = DEFAULT_GROUP } = flag;
    groups.set(group, [...groups.get(group) ?? [], [name, flag]]);
  }
  return groups;
}

/** Returns the placeholder of a flag's value, or `undefined` for a toggle. */
export function placeholderOf(flag: Flag): string | undefined {
  return flag.type === "toggle" ? undefined : flag.value;
}

/**
 * Returns the help for a flag: its effect, the subcommands that accept it, its values and its default.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { integer } from "./flag.ts";
 *
 * const minutes = integer({ value: "N", help: "Steep for N minutes", min: 1, max: 9, default: 3 });
 * const command: Command = {
 *   ...{ name: "brew", usage: ["brew.ts"], summary: "Makes tea.", examples: [] },
 *   flags: { minutes },
 * };
 * assert.equal(flagHelp(command, "minutes", minutes), "Steep for N minutes (1 to 9; default: 3)");
 * ```
 */
export function flagHelp(command: Command, name: string, flag: Flag): string {
  const details = [
    ...subcommandsWith(command, name),
    ...(flag.type === "choice" ? [flag.choices.join(", ")] : []),
    ...(flag.type === "integer" ? [rangeOf(flag)] : []),
    ...defaultOf(flag),
  ];
  return details.length > 0 ? `${flag.help} (${details.join("; ")})` : flag.help;
}

/** Names the subcommands that accept a flag, unless they are most of them. */
function subcommandsWith({ subcommands = {} }: Command, flag: string): string[] {
  const all = Object.entries(subcommands);
  const some = all.filter(([, { flags }]) => flags.includes(flag)).map(([name]) => name);
  return some.length === 0 || some.length > all.length / 2 ? [] : [some.join(", ")];
}

function defaultOf(flag: Flag): string[] {
  if (flag.type === "toggle") return [];
  if (flag.defaultText !== undefined) return [`default: ${flag.defaultText}`];
  if (flag.default === undefined) return [];
  const unit = flag.type === "integer" ? flag.unit : undefined;
  const value = typeof flag.default === "number"
    ? formatQuantity(flag.default, unit)
    : flag.default;
  return [`default: ${value}`];
}

function rangeOf({ min, max, unit, zero }: IntegerFlag): string {
  const range = `${formatQuantity(min, unit)} to ${formatQuantity(max, unit)}`;
  return zero === undefined ? range : `${range}, 0 means ${zero}`;
}

import { parseArgs } from "node:util";
import { UsageError } from "../errors/expected_error.ts";
import { type Command, COMMON_FLAGS, flagsOf } from "./command.ts";
import type { FlagTable, IntegerFlag, ValueFlag, Values } from "./flag.ts";
import { nearest } from "../errors/nearest.ts";

/** The values of all flags that a program with these flags knows. */
type AllValues<Flags extends FlagTable> = Values<Flags & typeof COMMON_FLAGS>;

/** A parsed command line. */
export interface Arguments<Flags extends FlagTable = FlagTable> {
  /** The words that are neither flags nor their values. */
  readonly positionals: readonly string[];
  /** The names of the flags on the command line; flags with their default value are not among them. */
  readonly given: ReadonlySet<string>;
  /** Returns the value of a flag, of the type that the flag's table says. */
  get<Name extends keyof AllValues<Flags>>(name: Name): AllValues<Flags>[Name];
}

type Value = string | number | boolean;

/**
 * Parses a command line.
 *
 * @throws {UsageError} if it has an unknown flag, or a flag with a missing or wrong value.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { integer } from "./flag.ts";
 *
 * const minutes = integer({ short: "m", value: "N", help: "Steep so long", min: 1, max: 10 });
 * const args = parseCommandLine({
 *   ...{ name: "brew", usage: ["brew.ts [TEA]"], summary: "Makes tea.", examples: [] },
 *   flags: { minutes },
 * }, ["-m", "3", "sencha"]);
 * assert.equal(args.get("minutes"), 3);
 * assert.deepEqual(args.positionals, ["sencha"]);
 * ```
 */
export function parseCommandLine<Flags extends FlagTable>(
  command: Command<Flags>,
  words: readonly string[],
): Arguments<Flags> {
  const flags = flagsOf(command);
  const positionals: string[] = [];
  const given = new Map<string, Value>();
  for (const token of tokensOf(flags, words)) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind === "option") given.set(token.name, valueOf(flags, token));
  }
  return {
    positionals,
    given: new Set(given.keys()),
    get(name) {
      const flag = flags[name as string]!;
      const value = given.get(name as string) ??
        (flag.type === "toggle" ? false : flag.default);
      // Each value was checked against the flag's table above.
      return value as AllValues<Flags>[typeof name];
    },
  };
}

/** Returns the given flags of the program itself, without those of every program. */
export function ownFlags({ flags }: Command, args: Arguments<FlagTable>): string[] {
  return Object.keys(flags).filter((name) => args.given.has(name));
}

/** A flag as `parseArgs` found it. */
interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function tokensOf(flags: FlagTable, words: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { type, short }]) => [
      name,
      { type: type === "toggle" ? "boolean" as const : "string" as const, ...(short && { short }) },
    ]),
  );
  // Not strict: this module explains mistakes in its own words.
  return parseArgs({ args: [...words], options, strict: false, tokens: true }).tokens;
}

/** Returns the checked value of a flag on the command line. */
function valueOf(flags: FlagTable, { name, rawName, value, inlineValue }: OptionToken): Value {
  if (!Object.hasOwn(flags, name)) throw unknownFlag(rawName, flags);
  const flag = flags[name]!;
  if (flag.type === "toggle") {
    if (value === undefined) return true;
    throw new UsageError(`Cannot use "${value}" for --${name}: the flag takes no value`);
  }
  if (value === undefined) throw new UsageError(`Cannot use ${rawName} without a value`, usage());
  if (value === "") throw new UsageError(`Cannot use "" for --${name}: the value is empty`);
  // More likely the next flag than a value.
  if (!inlineValue && /^-./.test(value)) {
    throw new UsageError(`Cannot use ${rawName} without a value`, usage(value));
  }
  return checkedValue(name, flag, value);

  function usage(value?: string) {
    const { value: placeholder } = flag as ValueFlag;
    const how = `Write --${name} ${placeholder}`;
    return { hint: value === undefined ? `${how}.` : `${how}, or --${name}=${value}.` };
  }
}

function unknownFlag(rawName: string, flags: FlagTable): UsageError {
  const meant = rawName.startsWith("--")
    ? nearest(rawName.slice(2), Object.keys(flags))
    : undefined;
  return new UsageError(
    `Unknown flag ${rawName}`,
    meant === undefined ? {} : { hint: `Did you mean --${meant}?` },
  );
}

function checkedValue(name: string, flag: ValueFlag, value: string): Value {
  switch (flag.type) {
    case "text":
      return value;
    case "choice":
      if (flag.choices.includes(value)) return value;
      throw new UsageError(
        `Cannot use "${value}" for --${name}: expected one of ${flag.choices.join(", ")}`,
      );
    case "integer":
      return checkedInteger(name, flag, value);
  }
}

function checkedInteger(
  name: string,
  { min, max, zero }: IntegerFlag,
  value: string,
): number {
  const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
  if ((number >= min && number <= max) || (number === 0 && zero !== undefined)) return number;
  const orZero = zero === undefined ? "" : `, or 0 (${zero})`;
  throw new UsageError(
    `Cannot use "${value}" for --${name}: expected a whole number from ${min} to ${max}${orZero}`,
  );
}

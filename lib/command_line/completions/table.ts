import { type Command, type Flag, flagsOf } from "../command.ts";
import { binaryOf } from "../names.ts";

/** What a shell can offer for a word: files, machines, one of some words, or nothing. */
export type Offer = "files" | "hosts" | "nothing" | readonly string[];

/** A flag as shells have to know it. */
export interface FlagRow {
  readonly name: string;
  /** All ways to write it: `-a`, `--address`. */
  readonly spellings: readonly string[];
  readonly flag: Flag;
  /** What its value may be; none for a switch. */
  readonly offer: Offer | undefined;
  /** The ways to call the program that know it; all if none is named. */
  readonly ways: readonly string[];
}

/** A program's table as shells have to know it. */
export interface ProgramRows {
  /** The binary: `parley-client`. */
  readonly binary: string;
  /** What shell functions about it are called. */
  readonly functionName: string;
  readonly flags: readonly FlagRow[];
  readonly ways: readonly { readonly name: string; readonly help: string }[];
  /** The ways after which machines are named; an empty one where the program is called without. */
  readonly waysToHosts: readonly string[];
}

/** What completions are made of. */
export function programRows(command: Command): ProgramRows {
  const ways = Object.entries(command.ways ?? {});
  const binary = binaryOf(command);
  const hasHostAlone = command.usage.some((call) => / HOST\b/.test(String(call)));
  return {
    binary,
    functionName: `_${binary.replaceAll("-", "_")}`,
    flags: Object.entries(flagsOf(command)).map(([name, flag]) => ({
      name,
      spellings: [...(flag.short ? [`-${flag.short}`] : []), `--${name}`],
      flag,
      offer: offerFor(flag),
      ways: ways.filter(([, way]) => way.flags.includes(name)).map(([way]) => way),
    })),
    ways: ways.map(([name, { help }]) => ({ name, help })),
    waysToHosts: [
      ...(hasHostAlone ? [""] : []),
      ...ways.filter(([, way]) => /\bHOST\b/.test(way.arguments)).map(([name]) => name),
    ],
  };
}

function offerFor({ value, choices }: Flag): Offer | undefined {
  if (value === undefined || choices) return choices;
  if (/^(FILE|FOLDER)/.test(value)) return "files";
  return value.startsWith("HOST") ? "hosts" : "nothing";
}

/** A text as one word of bash or zsh. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

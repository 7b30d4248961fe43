import { binaryName } from "../../product/names.ts";
import { type Command, flagHelp, flagsOf } from "../command.ts";
import type { Flag } from "../flag.ts";

/** The completions of a word: files, host names, one of some words, or nothing. */
export type Offer = "files" | "hosts" | "nothing" | readonly string[];

/** A flag as shells need it. */
export interface FlagRow {
  readonly name: string;
  /** All spellings: `-a`, `--address`. */
  readonly spellings: readonly string[];
  readonly flag: Flag;
  readonly help: string;
  /** The completions of its value; `undefined` for a toggle. */
  readonly offer: Offer | undefined;
  /** The subcommands that accept it; empty if it does not depend on the subcommand. */
  readonly subcommands: readonly string[];
}

/** A program as shells need it. */
export interface ProgramRows {
  /** The name of the binary: `parley-client`. */
  readonly binary: string;
  /** The name of the shell function that completes its command lines. */
  readonly functionName: string;
  readonly flags: readonly FlagRow[];
  readonly subcommands: readonly { readonly name: string; readonly help: string }[];
  /** The subcommands that take a host name; an empty one if the program takes one without any. */
  readonly withHost: readonly string[];
}

/** Returns the parts of a program that completion scripts are made of. */
export function programRows(command: Command): ProgramRows {
  const subcommands = Object.entries(command.subcommands ?? {});
  const binary = binaryName(command);
  const takesHostAlone = command.usage.some((call) => / HOST\b/.test(String(call)));
  return {
    binary,
    functionName: `_${binary.replaceAll("-", "_")}`,
    flags: Object.entries(flagsOf(command)).map(([name, flag]) => ({
      name,
      spellings: [...(flag.short ? [`-${flag.short}`] : []), `--${name}`],
      flag,
      help: flagHelp(command, name, flag),
      offer: offerFor(flag),
      subcommands: subcommands.filter(([, { flags }]) => flags.includes(name))
        .map(([subcommand]) => subcommand),
    })),
    subcommands: subcommands.map(([name, { help }]) => ({ name, help })),
    withHost: [
      ...(takesHostAlone ? [""] : []),
      ...subcommands.filter(([, { arguments: words }]) => /\bHOST\b/.test(words))
        .map(([name]) => name),
    ],
  };
}

function offerFor(flag: Flag): Offer | undefined {
  if (flag.type === "toggle") return undefined;
  if (flag.type === "choice") return flag.choices;
  if (/^(FILE|FOLDER)/.test(flag.value)) return "files";
  return flag.value.startsWith("HOST") ? "hosts" : "nothing";
}

/** Returns a text as one word of bash or zsh. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

import { withLocalNames } from "../product/names.ts";
import { wrapText } from "../terminal/wrap_text.ts";
import { type Command, COMMON_FLAGS, flagGroups, flagHelp, placeholderOf } from "./command.ts";
import type { Flag } from "./flag.ts";

/** The width that fits every terminal. */
const MAX_COLUMNS = 80;
const INDENT = "  ";

/** A first cell, and the text beside it. */
type Row = readonly [first: string, help?: string];

/**
 * Returns the text of `--help`.
 *
 * @param subcommand The subcommand that the text is about; without one, it is about all of them.
 */
export function helpText(command: Command, subcommand?: string): string {
  return subcommand === undefined ? fullHelp(command) : subcommandHelp(command, subcommand);
}

/** How many lines of a usage are shown with an error. */
const MAX_USAGE_LINES = 3;

/** Returns a few lines that say how to call a program or its subcommand, for the end of an error. */
export function usageText(command: Command, subcommand?: string): string {
  const calls = subcommand === undefined
    ? [...command.usage.map((call) => typeof call === "string" ? call : call[0])]
    : [callOf(command, subcommand)];
  const help = subcommand === undefined ? "--help" : `${subcommand} --help`;
  const lines = [...calls.slice(0, MAX_USAGE_LINES - 1), `${command.name}.ts ${help}`];
  const heading = "Usage: ";
  return withLocalNames(
    lines.map((line, index) => (index === 0 ? heading : " ".repeat(heading.length)) + line)
      .join("\n"),
  );
}

function fullHelp(command: Command): string {
  const { usage, summary, subcommands = {}, examples } = command;
  const calls = usage.map((call): Row => typeof call === "string" ? [call] : call);
  const subcommandCalls = Object.entries(subcommands).map(([name, { help }]): Row => [
    callOf(command, name),
    help,
  ]);
  return withLocalNames([
    summary,
    ...section("Usage", columns([...calls, ...subcommandCalls])),
    ...flagSections(command),
    ...section("Examples", examples),
  ].join("\n"));
}

function subcommandHelp(command: Command, name: string): string {
  const { help, flags } = command.subcommands![name]!;
  const examples = command.examples.filter((example) =>
    `${example} `.startsWith(`${command.name}.ts ${name} `)
  );
  return withLocalNames([
    `${help}.`,
    ...section("Usage", [callOf(command, name)]),
    ...flagSections(command, [...flags, ...Object.keys(COMMON_FLAGS)]),
    ...examples.length > 0 ? section("Examples", examples) : [],
  ].join("\n"));
}

function callOf(command: Command, name: string): string {
  return `${command.name}.ts ${name} ${command.subcommands![name]!.arguments}`.trimEnd();
}

/** Returns the sections about flags: about all of them, or only about those in a list. */
function flagSections(command: Command, names?: readonly string[]): string[] {
  // A subcommand's own help need not say which subcommands have a flag.
  const { subcommands: _, ...alone } = command;
  const owner = names === undefined ? command : alone;
  const groups = Array.from(flagGroups(command), ([heading, flags]) => {
    const shown = flags.filter(([name]) => names?.includes(name) ?? true);
    return [heading, shown.map((flag) => flagRow(owner, ...flag))] as const;
  }).filter(([, rows]) => rows.length > 0);
  const width = Math.max(...groups.flatMap(([, rows]) => rows.map(([first]) => first.length)));
  return groups.flatMap(([heading, rows]) => section(heading, columns(rows, width)));
}

function flagRow(command: Command, name: string, flag: Flag): Row {
  const placeholder = placeholderOf(flag);
  const spelling = `${flag.short ? `-${flag.short}, ` : "    "}--${name}`;
  return [placeholder ? `${spelling} ${placeholder}` : spelling, flagHelp(command, name, flag)];
}

function section(heading: string, lines: readonly string[]): string[] {
  return ["", `${heading}:`, ...lines.map((line) => INDENT + line)];
}

/** Aligns the help of all rows in a second column, and wraps it there. */
function columns(rows: readonly Row[], minWidth = 0): string[] {
  const width = Math.max(minWidth, ...rows.map(([first]) => first.length)) + 2;
  return rows.flatMap(([first, help]) => {
    if (!help) return [first];
    const lines = wrapText(help, MAX_COLUMNS - INDENT.length - width);
    return lines.map((line, index) => (index === 0 ? first : "").padEnd(width) + line);
  });
}

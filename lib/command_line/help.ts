import { withLocalNames } from "../product/names.ts";
import { wrapText } from "../terminal/wrap_text.ts";
import { type Command, flagGroups, flagHelp, placeholderOf } from "./command.ts";
import type { Flag } from "./flag.ts";

/** The width that fits every terminal. */
const MAX_COLUMNS = 80;
const INDENT = "  ";

/** A first cell, and the text beside it. */
type Row = readonly [first: string, help?: string];

/** Returns the text of `--help`. */
export function helpText(command: Command): string {
  const { usage, summary, subcommands = {}, examples } = command;
  const calls = usage.map((call): Row => typeof call === "string" ? [call] : call);
  const subcommandCalls = Object.entries(subcommands).map(([name, subcommand]): Row => [
    `${command.name}.ts ${name} ${subcommand.arguments}`.trimEnd(),
    subcommand.help,
  ]);
  const groups = Array.from(
    flagGroups(command),
    ([heading, flags]) => [heading, flags.map((flag) => flagRow(command, ...flag))] as const,
  );
  const width = Math.max(...groups.flatMap(([, rows]) => rows.map(([first]) => first.length)));
  return withLocalNames([
    summary,
    ...section("Usage", columns([...calls, ...subcommandCalls])),
    ...groups.flatMap(([heading, rows]) => section(heading, columns(rows, width))),
    ...section("Examples", examples),
  ].join("\n"));
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

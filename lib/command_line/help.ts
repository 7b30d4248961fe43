import { type Command, type Flag, flagGroups } from "./command.ts";
import { wrapText } from "../terminal/wrap_text.ts";
import { asCalled } from "./names.ts";

/** The columns that a terminal has at least. */
const WIDTH = 80;
const INDENT = "  ";

/** The text of `--help`. */
export function helpText(command: Command): string {
  const { usage, summary, ways = {}, examples } = command;
  const calls = usage.map((line) => typeof line === "string" ? [line] : line);
  const named = Object.entries(ways).map(([name, way]) => [
    `${command.name}.ts ${name} ${way.arguments}`.trimEnd(),
    way.help,
  ]);
  const rows = Array.from(
    flagGroups(command),
    ([group, some]) => [group, some.map(flagRow)] as const,
  );
  const width = Math.max(...rows.flatMap(([, some]) => some.map(([flag]) => flag!.length)));
  return asCalled([
    summary,
    ...section("Usage", columns([...calls, ...named])),
    ...rows.flatMap(([group, some]) => section(group, columns(some, width))),
    ...section("Examples", examples),
  ].join("\n"));
}

function flagRow([name, { short, value, help }]: [string, Flag]): string[] {
  return [`${short ? `-${short}, ` : "    "}--${name}${value ? ` ${value}` : ""}`, help];
}

function section(heading: string, lines: readonly string[]): string[] {
  return ["", `${heading}:`, ...lines.map((line) => INDENT + line)];
}

/** The rows with what they say about their first cell in a column of its own, wrapped. */
function columns(rows: readonly (readonly string[])[], least = 0): string[] {
  const width = Math.max(least, ...rows.map(([first]) => first!.length)) + 2;
  return rows.flatMap(([first = "", help]) => {
    if (!help) return [first];
    const lines = wrapText(help, WIDTH - INDENT.length - width);
    return lines.map((line, row) => (row === 0 ? first : "").padEnd(width) + line);
  });
}

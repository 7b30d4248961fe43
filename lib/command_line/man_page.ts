import config from "../../deno.json" with { type: "json" };
import { binaryName, withLocalNames } from "../product/names.ts";
import { type Command, flagGroups, flagHelp, placeholderOf } from "./command.ts";
import type { Flag } from "./flag.ts";

/** Returns the manual page of a program in roff: `parley-server.1`. */
export function manPage(command: Command): string {
  const { summary, usage, subcommands = {}, examples } = command;
  const binary = binaryName(command);
  const calls = [
    ...usage.map((call) => typeof call === "string" ? [call] : [call[0], `${call[1]}.`]),
    ...Object.entries(subcommands).map(([name, subcommand]) => [
      `${command.name}.ts ${name} ${subcommand.arguments}`.trimEnd(),
      `${subcommand.help}.${flagList(subcommand.flags)}`,
    ]),
  ] as const;
  const others = ["client", "crds", "server"].filter((name) => name !== command.name);
  return [
    `.TH ${binary.toUpperCase()} 1 "" "Parley ${config.version}" "Parley"`,
    // Keeps flags from being hyphenated.
    ".nh",
    ".ad l",
    ".SH NAME",
    `${escaped(binary)} \\- ${escaped(summary[0]!.toLowerCase() + summary.slice(1, -1))}`,
    ".SH SYNOPSIS",
    ...calls.flatMap(([call], index) => [...(index > 0 ? [".br"] : []), `.B ${escaped(call!)}`]),
    ".SH DESCRIPTION",
    escaped(summary),
    ...calls.flatMap(([call, help]) => help ? [".TP", `.B ${escaped(call!)}`, escaped(help)] : []),
    ...Array.from(flagGroups(command)).flatMap(([heading, flags]) => [
      `.SH ${heading.toUpperCase()}`,
      ...flags.flatMap(([name, flag]) => flagLines(command, name, flag)),
    ]),
    ".SH ENVIRONMENT",
    ".TP",
    ".B NO_COLOR",
    "If this is set and not empty, the output has no colours.",
    ".SH EXIT STATUS",
    "0 on success, 1 on failure, 2 if the command line is wrong.",
    ".SH EXAMPLES",
    ".nf",
    ...examples.map(escaped),
    ".fi",
    ".SH SEE ALSO",
    others.map((name) => `.BR parley\\-${name} (1)`).join("\n"),
    "",
  ].join("\n");
}

function flagLines(command: Command, name: string, flag: Flag): string[] {
  const placeholder = placeholderOf(flag);
  const spellings = [...(flag.short ? [`-${flag.short}`] : []), `--${name}`];
  return [
    ".TP",
    spellings.map((spelling) => `\\fB${escaped(spelling)}\\fR`).join(", ") +
    (placeholder ? ` \\fI${escaped(placeholder)}\\fR` : ""),
    escaped(`${flagHelp(command, name, flag)}.`),
  ];
}

function flagList(flags: readonly string[]): string {
  return flags.length > 0 ? ` Flags: ${flags.map((flag) => `--${flag}`).join(", ")}.` : "";
}

/** Returns text that roff shows as it is, with the names of the binaries. */
function escaped(text: string): string {
  const escapedCharacters = withLocalNames(text, true)
    .replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll("'", "\\(aq");
  // A line that starts with a dot would be a request.
  return escapedCharacters.replace(/^\./, "\\&.");
}

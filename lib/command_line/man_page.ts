import config from "../../deno.json" with { type: "json" };
import { type Command, type Flag, flagGroups } from "./command.ts";
import { asCalled, binaryOf } from "./names.ts";

/** The manual page of a program, in roff: `parley-server.1`. */
export function manPage(command: Command): string {
  const { summary, usage, ways = {}, examples } = command;
  const binary = binaryOf(command);
  const calls = [
    ...usage.map((line) => typeof line === "string" ? [line] : [line[0], `${line[1]}.`]),
    ...Object.entries(ways).map(([name, way]) => [
      `${command.name}.ts ${name} ${way.arguments}`.trimEnd(),
      `${way.help}.${flagsText(way.flags)}`,
    ]),
  ] as const;
  const others = ["client", "crds", "server"].filter((name) => name !== command.name);
  return [
    `.TH ${binary.toUpperCase()} 1 "" "Parley ${config.version}" "Parley"`,
    // A flag shall not be cut in two.
    ".nh",
    ".ad l",
    ".SH NAME",
    `${text(binary)} \\- ${text(summary[0]!.toLowerCase() + summary.slice(1, -1))}`,
    ".SH SYNOPSIS",
    ...calls.flatMap(([call], at) => [...(at > 0 ? [".br"] : []), `.B ${text(call!)}`]),
    ".SH DESCRIPTION",
    text(summary),
    ...calls.flatMap(([call, help]) => help ? [".TP", `.B ${text(call!)}`, text(help)] : []),
    ...Array.from(flagGroups(command)).flatMap(([group, some]) => [
      `.SH ${group.toUpperCase()}`,
      ...some.flatMap(flagLines),
    ]),
    ".SH ENVIRONMENT",
    ".TP",
    ".B NO_COLOR",
    "When it is set and not empty, nothing is coloured.",
    ".SH EXIT STATUS",
    "0 when all is done, 1 when it failed, 2 when the command line makes no sense.",
    ".SH EXAMPLES",
    ".nf",
    ...examples.map((line) => text(asCalled(line, true))),
    ".fi",
    ".SH SEE ALSO",
    others.map((name) => `.BR parley\\-${name} (1)`).join("\n"),
    "",
  ].join("\n");
}

function flagLines([name, { short, value, help }]: [string, Flag]): string[] {
  const spellings = [...(short ? [`-${short}`] : []), `--${name}`].map((one) =>
    `\\fB${text(one)}\\fR`
  );
  return [
    ".TP",
    spellings.join(", ") + (value ? ` \\fI${text(value)}\\fR` : ""),
    text(`${help}.`),
  ];
}

function flagsText(flags: readonly string[]): string {
  return flags.length > 0 ? ` Flags: ${flags.map((flag) => `--${flag}`).join(", ")}.` : "";
}

/** Text as it stands, whatever roff would make of it, with the binaries' names. */
function text(plain: string): string {
  const escaped = asCalled(plain, true).replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll(
    "'",
    "\\(aq",
  );
  return escaped.replace(/^\./, "\\&.");
}

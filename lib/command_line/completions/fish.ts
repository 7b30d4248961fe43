import type { Command } from "../command.ts";
import { type FlagRow, type Offer, programRows } from "./table.ts";

const HOSTS = "'(__fish_print_hostnames)'";

/** Returns a script that completes command lines in fish. */
export function fishCompletions(command: Command): string {
  const { binary, flags, subcommands, withHost } = programRows(command);
  const names = subcommands.map(({ name }) => name).join(" ");
  const complete = `complete -c ${binary}`;
  const first = "test (count (commandline -opc)) -eq 1";
  const conditionFor = (subcommand: string) =>
    subcommand === "" ? `not ${first}; and not ${seen(names)}` : seen(subcommand);
  return [
    `# Completes ${binary} in fish`,
    `${complete} -f`,
    ...subcommands.map(({ name, help }) =>
      `${complete} -n ${quoted(`${first}; or ${FLAG_FIRST}; and not ${seen(names)}`)} ` +
      `-a ${name} -d ${quoted(help)}`
    ),
    ...withHost.map((name) => `${complete} -n ${quoted(conditionFor(name))} -a ${HOSTS}`),
    ...flags.map((row) => `${complete} ${flagWords(row, names)}`),
  ].join("\n");
}

const FLAG_FIRST = "string match -q -- '-*' (commandline -opc)[2]";

function seen(subcommands: string): string {
  return `__fish_seen_subcommand_from ${subcommands}`;
}

function flagWords({ name, flag, help, offer, subcommands }: FlagRow, names: string): string {
  const condition = `${seen(subcommands.join(" "))}; or not ${seen(names)}`;
  return [
    ...(subcommands.length > 0 ? [`-n ${quoted(condition)}`] : []),
    ...(flag.short ? [`-s ${flag.short}`] : []),
    `-l ${name}`,
    ...(offer ? [action(offer)] : []),
    `-d ${quoted(help)}`,
  ].join(" ");
}

function action(offer: Offer): string {
  switch (offer) {
    case "nothing":
      return "-x";
    case "hosts":
      return `-x -a ${HOSTS}`;
    case "files":
      return "-r -F";
    default:
      return `-x -a ${quoted(offer.join(" "))}`;
  }
}

/** Returns a text as one word of fish. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

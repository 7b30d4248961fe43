import type { Command } from "../command.ts";
import { type FlagRow, type Offer, programRows } from "./table.ts";

const HOSTS = "'(__fish_print_hostnames)'";

/** What has fish complete a program's command line. */
export function fishCompletions(command: Command): string {
  const { binary, flags, ways, waysToHosts } = programRows(command);
  const names = ways.map(({ name }) => name).join(" ");
  const complete = `complete -c ${binary}`;
  const first = "test (count (commandline -opc)) -eq 1";
  const conditionFor = (way: string) =>
    way === "" ? `not ${first}; and not ${seen(names)}` : seen(way);
  return [
    `# Completes ${binary} in fish`,
    `${complete} -f`,
    ...ways.map(({ name, help }) =>
      `${complete} -n ${quoted(`${first}; or ${FLAG_FIRST}; and not ${seen(names)}`)} ` +
      `-a ${name} -d ${quoted(help)}`
    ),
    ...waysToHosts.map((way) => `${complete} -n ${quoted(conditionFor(way))} -a ${HOSTS}`),
    ...flags.map((row) => `${complete} ${flagWords(row, names)}`),
  ].join("\n");
}

const FLAG_FIRST = "string match -q -- '-*' (commandline -opc)[2]";

function seen(ways: string): string {
  return `__fish_seen_subcommand_from ${ways}`;
}

function flagWords({ name, flag, offer, ways }: FlagRow, names: string): string {
  const condition = `${seen(ways.join(" "))}; or not ${seen(names)}`;
  return [
    ...(ways.length > 0 ? [`-n ${quoted(condition)}`] : []),
    ...(flag.short ? [`-s ${flag.short}`] : []),
    `-l ${name}`,
    ...(offer ? [action(offer)] : []),
    `-d ${quoted(flag.help)}`,
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

/** A text as one word. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

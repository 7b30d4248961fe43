import type { Command } from "../command.ts";
import { type FlagRow, type Offer, programRows, quoted } from "./table.ts";

/** What has zsh complete a program's command line. */
export function zshCompletions(command: Command): string {
  const { binary, functionName, flags, ways, waysToHosts } = programRows(command);
  const names = ways.map(({ name }) => name).join("|");
  const described = ways.map(({ name, help }) => quoted(`${name}:${help.replaceAll(":", "\\:")}`));
  return `#compdef ${binary}
${functionName}() {
  local way= word context state line
  local -a flags ways=(${described.join(" ")})
  for word in \${words[2,CURRENT-1]}; do
    [[ $word == (${names || "-"}) ]] && way=$word && break
  done
${flags.map(flagLine).join("\n")}
  _arguments -s $flags '*:argument:->words' && return
  if [[ $state == words ]]; then
    if [[ -z $way && ( $CURRENT == 2 || \${words[2]} == -* ) ]]; then
      (( $#ways )) && _describe command ways
    elif [[ $way == (${waysToHosts.join("|") || "-"}) ]]; then
      _hosts
    fi
  fi
}
# It is sourced, or called by the name of its file.
if [[ $funcstack[1] == _${binary} ]]; then ${functionName} "$@"; else compdef ${functionName} ${binary}; fi`;
}

function flagLine({ spellings, flag, offer, ways, name }: FlagRow): string {
  const text = `[${flag.help.replace(/[[\]\\]/g, "\\$&")}]`;
  const value = offer && `:${(flag.value ?? name).replaceAll(":", "\\:")}:${action(offer)}`;
  const rest = quoted(text + (value ?? ""));
  // With a value in the word behind it, or in the same.
  const written = spellings.map((one) =>
    !offer ? one : one.startsWith("--") ? `${one}=` : `${one}+`
  );
  const spec = written.length === 1
    ? `${written[0]}${rest}`
    : `'(${spellings.join(" ")})'{${written.join(",")}}${rest}`;
  return ways.length === 0
    ? `  flags+=(${spec})`
    : `  [[ $way == (|${ways.join("|")}) ]] && flags+=(${spec})`;
}

function action(offer: Offer): string {
  switch (offer) {
    case "nothing":
      return " ";
    case "hosts":
      return "_hosts";
    case "files":
      return "_files";
    default:
      return `(${offer.join(" ")})`;
  }
}

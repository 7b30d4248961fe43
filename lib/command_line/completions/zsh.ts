import { type Command, placeholderOf } from "../command.ts";
import { type FlagRow, type Offer, programRows, quoted } from "./table.ts";

/** Returns a script that completes command lines in zsh. */
export function zshCompletions(command: Command): string {
  const { binary, functionName, flags, subcommands, withHost } = programRows(command);
  const names = subcommands.map(({ name }) => name).join("|");
  const described = subcommands.map(({ name, help }) =>
    quoted(`${name}:${help.replaceAll(":", "\\:")}`)
  );
  return `#compdef ${binary}
${functionName}() {
  local subcommand= word context state line
  local -a flags subcommands=(${described.join(" ")})
  for word in \${words[2,CURRENT-1]}; do
    [[ $word == (${names || "-"}) ]] && subcommand=$word && break
  done
${flags.map(flagLine).join("\n")}
  _arguments -s $flags '*:argument:->words' && return
  if [[ $state == words ]]; then
    if [[ -z $subcommand && ( $CURRENT == 2 || \${words[2]} == -* ) ]]; then
      (( $#subcommands )) && _describe command subcommands
    elif [[ $subcommand == (${withHost.join("|") || "-"}) ]]; then
      _hosts
    fi
  fi
}
# zsh either sources this file or calls it by its name.
if [[ $funcstack[1] == _${binary} ]]; then ${functionName} "$@"; else compdef ${functionName} ${binary}; fi`;
}

function flagLine({ spellings, flag, help, offer, subcommands }: FlagRow): string {
  const description = `[${help.replace(/[[\]\\]/g, "\\$&")}]`;
  const placeholder = placeholderOf(flag)?.replaceAll(":", "\\:");
  const rest = quoted(description + (offer ? `:${placeholder}:${action(offer)}` : ""));
  // The value may follow in the same word or in the next one.
  const written = spellings.map((one) =>
    !offer ? one : one.startsWith("--") ? `${one}=` : `${one}+`
  );
  const spec = written.length === 1
    ? `${written[0]}${rest}`
    : `'(${spellings.join(" ")})'{${written.join(",")}}${rest}`;
  return subcommands.length === 0
    ? `  flags+=(${spec})`
    : `  [[ $subcommand == (|${subcommands.join("|")}) ]] && flags+=(${spec})`;
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

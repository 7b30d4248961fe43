import type { Command } from "../command.ts";
import { type FlagRow, type Offer, programRows, quoted } from "./table.ts";

/** Returns a script that completes command lines in bash, including version 3.2 of macOS. */
export function bashCompletions(command: Command): string {
  const { binary, functionName, flags, subcommands, withHost } = programRows(command);
  const values = flags.filter(({ offer }) => offer !== undefined);
  const names = subcommands.map(({ name }) => name);
  return `# Completes ${binary} in bash
${functionName}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local IFS=$'\\n' subcommand= flags=() word
  COMPREPLY=()
  # Bash splits --flag=value into three words.
  if [[ $current == = ]]; then current=
  elif [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  case $previous in
${
    values.map(({ spellings, offer }) => `  ${spellings.join("|")}) ${replyWith(offer!)} ;;`).join(
      "\n",
    )
  }
  esac
${findSubcommand(names)}${flags.map(flagLine).join("\n")}
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "\${flags[*]}" -- "$current"))
  elif [[ -z $subcommand && ( $COMP_CWORD == 1 || \${COMP_WORDS[1]} == -* ) ]]; then
    COMPREPLY=($(compgen -W ${lines(names)} -- "$current"))
  else
    case $subcommand in ${withHost.map((name) => name || "''").join("|") || "-"}) ${
    replyWith("hosts")
  } ;; esac
  fi
}
complete -F ${functionName} ${binary}`;
}

/** Takes the first word that names a subcommand for it: to be exact, the script would need all flags. */
function findSubcommand(names: readonly string[]): string {
  if (names.length === 0) return "";
  return `  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case $word in ${names.join("|")}) subcommand=$word; break ;; esac
  done
`;
}

function flagLine({ spellings, subcommands }: FlagRow): string {
  const add = `flags+=(${spellings.join(" ")})`;
  if (subcommands.length === 0) return `  ${add}`;
  return `  case $subcommand in ''|${subcommands.join("|")}) ${add} ;; esac`;
}

function replyWith(offer: Offer): string {
  switch (offer) {
    case "nothing":
      return "return";
    case "hosts":
      return 'COMPREPLY=($(compgen -A hostname -- "$current")); return';
    case "files":
      return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")); return';
    default:
      return `COMPREPLY=($(compgen -W ${lines(offer)} -- "$current")); return`;
  }
}

/** Returns words for `compgen`, which splits them at line ends because of IFS. */
function lines(words: readonly string[]): string {
  return `$${quoted(words.join("\\n"))}`;
}

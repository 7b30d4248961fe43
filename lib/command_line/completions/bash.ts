import type { Command } from "../command.ts";
import { type Offer, programRows, quoted } from "./table.ts";

/** What has bash complete a program's command line, version 3.2 of macOS too. */
export function bashCompletions(command: Command): string {
  const { binary, functionName, flags, ways, waysToHosts } = programRows(command);
  const values = flags.filter(({ offer }) => offer !== undefined);
  const names = ways.map(({ name }) => name);
  return `# Completes ${binary} in bash
${functionName}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local IFS=$'\\n' way= flags=() word
  COMPREPLY=()
  # Bash makes three words of --flag=value.
  if [[ $current == = ]]; then current=
  elif [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  case $previous in
${
    values.map(({ spellings, offer }) => `  ${spellings.join("|")}) ${offered(offer!)} ;;`).join(
      "\n",
    )
  }
  esac
${findWay(names)}${flags.map(flagLine).join("\n")}
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "\${flags[*]}" -- "$current"))
  elif [[ -z $way && ( $COMP_CWORD == 1 || \${COMP_WORDS[1]} == -* ) ]]; then
    COMPREPLY=($(compgen -W ${lines(names)} -- "$current"))
  else
    case $way in ${waysToHosts.map((way) => way || "''").join("|") || "-"}) ${
    offered("hosts")
  } ;; esac
  fi
}
complete -F ${functionName} ${binary}`;
}

/** The first word that names a way is taken for it, or looking would have to know all flags. */
function findWay(names: readonly string[]): string {
  if (names.length === 0) return "";
  return `  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case $word in ${names.join("|")}) way=$word; break ;; esac
  done
`;
}

function flagLine({ spellings, ways }: ReturnType<typeof programRows>["flags"][number]): string {
  const add = `flags+=(${spellings.join(" ")})`;
  return ways.length === 0 ? `  ${add}` : `  case $way in ''|${ways.join("|")}) ${add} ;; esac`;
}

function offered(offer: Offer): string {
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

/** Words for `compgen`, which takes them apart at what stands between words here. */
function lines(words: readonly string[]): string {
  return `$${quoted(words.join("\\n"))}`;
}

import { withLocalNames } from "../../product/names.ts";
import { type Command, COMMON_FLAGS } from "../command.ts";
import { bashCompletions } from "./bash.ts";
import { fishCompletions } from "./fish.ts";
import { zshCompletions } from "./zsh.ts";

/** A shell that completes command lines. */
export type Shell = (typeof COMMON_FLAGS.completions.choices)[number];

const SHELLS: Readonly<Record<Shell, (command: Command) => string>> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
};

/**
 * Returns a script that completes the command lines of a program's binary, such as `parley-server`.
 * The user sources it, or puts it where the shell looks for such files.
 */
export function completions(command: Command, shell: Shell): string {
  return withLocalNames(SHELLS[shell](command), true);
}

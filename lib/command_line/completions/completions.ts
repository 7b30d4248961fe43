import { type Command, UsageError } from "../command.ts";
import { asCalled } from "../names.ts";
import { bashCompletions } from "./bash.ts";
import { fishCompletions } from "./fish.ts";
import { zshCompletions } from "./zsh.ts";

const SHELLS: Readonly<Record<string, (command: Command) => string>> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
};

/**
 * What has a shell complete a program's command line: to be sourced, or kept where the shell looks
 * for such files. It is for the program's binary, such as `parley-server`.
 *
 * @throws {UsageError} when there is no such shell.
 */
export function completions(command: Command, shell: string): string {
  if (Object.hasOwn(SHELLS, shell)) return asCalled(SHELLS[shell]!(command), true);
  const known = Object.keys(SHELLS).join(", ");
  throw new UsageError(`Cannot complete in "${shell}": it has to be one of ${known}`);
}

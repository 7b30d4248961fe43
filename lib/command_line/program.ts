import { EXIT } from "../errors/exit.ts";
import { ExpectedError, UsageError } from "../errors/expected_error.ts";
import { binaryName } from "../product/names.ts";
import { ISSUES_URL, versionText } from "../product/version.ts";
import { type Arguments, parseCommandLine } from "./arguments.ts";
import type { Command } from "./command.ts";
import type { FlagTable } from "./flag.ts";
import { helpText, usageText } from "./help.ts";
import { keepOnly, neededKinds } from "./permissions.ts";

/**
 * Runs a program and ends the process. An {@linkcode ExpectedError} is printed in one line and
 * decides the exit code; a {@linkcode UsageError} is followed by a short usage. Any other error is a
 * bug and is printed with its stack.
 *
 * @param main Gets the parsed command line and returns the exit code.
 */
export async function runProgram<Flags extends FlagTable>(
  command: Command<Flags>,
  words: readonly string[],
  main: (args: Arguments<Flags>) => Promise<number>,
): Promise<never> {
  const name = `${binaryName(command)} ${versionText()}`;
  try {
    Deno.exit(await run(command, name, words, main));
  } catch (error) {
    if (!(error instanceof ExpectedError)) {
      console.error(error);
      console.error(`This is a bug in ${name}. Please report it at ${ISSUES_URL}`);
      Deno.exit(EXIT.failed);
    }
    console.error(error.text);
    if (error instanceof UsageError) {
      console.error(usageText(command, subcommandIn(command, words)));
    }
    if (words.includes("--debug")) console.error(error);
    Deno.exit(error.exitCode);
  }
}

async function run<Flags extends FlagTable>(
  command: Command<Flags>,
  name: string,
  words: readonly string[],
  main: (args: Arguments<Flags>) => Promise<number>,
): Promise<number> {
  const args = parseCommandLine(command, words);
  const { help, version, completions: shell } = commonValues(args);
  if (help) console.log(helpText(command, subcommandIn(command, args.positionals)));
  else if (version) console.log(name);
  else if (shell !== undefined) {
    // Loaded only on request: people print completions once.
    const { completions } = await import("./completions/completions.ts");
    console.log(completions(command, shell));
  } else {
    if (command.permissions) keepOnly(neededKinds(command, args));
    return await main(args);
  }
  return EXIT.done;
}

/** Returns the subcommand that a command line starts with, even if its flags are wrong. */
function subcommandIn({ subcommands = {} }: Command, words: readonly string[]): string | undefined {
  const [first = ""] = words;
  return Object.hasOwn(subcommands, first) ? first : undefined;
}

/** Returns the values of flags that every program has. */
function commonValues(args: Arguments<Record<never, never>>) {
  return {
    help: args.get("help"),
    version: args.get("version"),
    completions: args.get("completions"),
  };
}

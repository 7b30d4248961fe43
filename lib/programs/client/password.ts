import type { Arguments } from "../../command_line/command.ts";
import { checkedPassword, readPassword } from "../shared/password_file.ts";
import { environmentVariable } from "../../clients/shared/environment.ts";

const VARIABLE = "PARLEY_PASSWORD";

/**
 * The password that the user has for the server, when there is one: from a file or the environment,
 * as others can read what stands on a command line.
 *
 * @throws {ProgramError} when it cannot be read or used.
 */
export function passwordFor(args: Arguments): string | undefined {
  const file = args.get("password-file");
  if (file !== undefined) return readPassword(file);
  const password = environmentVariable(VARIABLE);
  return password ? checkedPassword(password, `"${VARIABLE}"`) : undefined;
}

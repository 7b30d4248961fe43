import { environmentVariable } from "../../clients/shared/environment.ts";
import type { ClientArguments } from "./arguments.ts";
import { checkPassword, readPassword } from "../shared/password_file.ts";

const VARIABLE = "PARLEY_PASSWORD";

/**
 * Returns the password for the server, from a file or the environment, or `undefined` if there is
 * none. A flag cannot hold it, because other users of the machine can read command lines.
 *
 * @throws {ExpectedError} if the password cannot be read or used.
 */
export function passwordFor(args: ClientArguments): string | undefined {
  const file = args.get("password-file");
  if (file !== undefined) return readPassword(file);
  const password = environmentVariable(VARIABLE);
  return password ? checkPassword(password, VARIABLE) : undefined;
}

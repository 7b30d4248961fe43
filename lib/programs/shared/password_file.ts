import { ProgramError, systemReason } from "../../command_line/program.ts";

/** The longest password, in bytes: a frame of the channel dialect has to hold it and a command. */
const MOST_BYTES = 180;

/**
 * The password in the first line of a file. Warns on standard error where everybody on the machine
 * can read it.
 *
 * @throws {ProgramError} when there is none that all dialects can carry.
 */
export function readPassword(path: string): string {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
    warnWhereAllCanRead(path);
  } catch (error) {
    const reason = systemReason(error).split(" (os error")[0];
    throw new ProgramError(`Cannot read the password in "${path}": ${reason}`, { cause: error });
  }
  return checkedPassword(text.split(/\r?\n/, 1)[0]!, `"${path}"`);
}

/**
 * A password that all dialects can carry.
 *
 * @param where Where it comes from, for the error's text.
 * @throws {ProgramError} when it is none.
 */
export function checkedPassword(password: string, where: string): string {
  const isShort = new TextEncoder().encode(password).length <= MOST_BYTES;
  const isPlain = password === password.trim() && !/\p{Cc}/u.test(password);
  if (password !== "" && isShort && isPlain) return password;
  throw new ProgramError(
    `Cannot use the password in ${where}: it has to be 1 to ${MOST_BYTES} bytes in the first line, ` +
      "without control characters, and without spaces at its ends",
  );
}

function warnWhereAllCanRead(path: string): void {
  const { mode } = Deno.statSync(path);
  if (Deno.build.os === "windows" || mode === null || (mode & 0o004) === 0) return;
  console.error(
    `Everybody on this machine can read the password in "${path}": chmod 600 ends that`,
  );
}

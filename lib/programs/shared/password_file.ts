import { ExpectedError } from "../../errors/expected_error.ts";
import { systemReason } from "../../errors/system_reason.ts";
import { MAX_ARGUMENT_BYTES } from "../../framing/fixed_frames.ts";

/**
 * Reads the password in the first line of a file. Warns on standard error if every user of the
 * machine can read the file.
 *
 * @throws {ExpectedError} if the file cannot be read, or {@linkcode checkPassword} throws.
 */
export function readPassword(path: string): string {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
    warnIfWorldReadable(path);
  } catch (error) {
    throw new ExpectedError(`Cannot read the password in "${path}": ${systemReason(error)}`, {
      cause: error,
    });
  }
  return checkPassword(text.split(/\r?\n/, 1)[0]!, `the first line of "${path}"`);
}

/**
 * Returns `password` if every dialect can carry it.
 *
 * @param source Where the password comes from, for the error.
 * @throws {ExpectedError} if a dialect cannot carry it.
 */
export function checkPassword(password: string, source: string): string {
  const problem = passwordProblem(password);
  if (problem === undefined) return password;
  throw new ExpectedError(`Cannot use the password in ${source}: it ${problem}`, {
    hint:
      `Use 1 to ${MAX_ARGUMENT_BYTES} bytes, without control characters or spaces at either end.`,
  });
}

function passwordProblem(password: string): string | undefined {
  if (password === "") return "is empty";
  const { length } = new TextEncoder().encode(password);
  if (length > MAX_ARGUMENT_BYTES) return `has ${length} bytes`;
  if (/\p{Cc}/u.test(password)) return "contains a control character";
  if (password !== password.trim()) return "starts or ends with a space";
}

function warnIfWorldReadable(path: string): void {
  const { mode } = Deno.statSync(path);
  if (Deno.build.os === "windows" || mode === null || (mode & 0o004) === 0) return;
  console.error(
    `Every user of this machine can read the password in "${path}". Protect it with chmod 600.`,
  );
}

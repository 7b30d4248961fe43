import { PASSWORD_TEXTS } from "../../dialects/login.ts";
import { ExpectedError } from "../../errors/expected_error.ts";
import { Login } from "../messenger/login.ts";
import { MessengerConnection } from "../messenger/messenger_connection.ts";
import type { ServerAddress } from "../shared/connect.ts";

/**
 * How long a server may take to close the connection of a refused login, and to answer the question,
 * in milliseconds. The user waits for both.
 */
const CLOSING_MS = 50;
const ANSWER_MS = 500;

/**
 * Finds out whether a server asks for a password. The direct dialect has no word for it, so this asks
 * in the messenger dialect, on a connection of its own. A server that closes the connection of a
 * refused login is not Parley's: it expects the next login on the next connection, and is not asked.
 *
 * @param closed Resolves when the server has closed the connection of the login.
 */
export async function asksForPassword(
  server: ServerAddress,
  closed: Promise<unknown>,
): Promise<boolean> {
  if (await within(CLOSING_MS, closed.then(() => true))) return false;
  const answer = ask(server);
  // An answer that comes later matters to nobody.
  answer.catch(() => {});
  return await within(ANSWER_MS, answer) ?? false;
}

async function ask(server: ServerAddress): Promise<boolean> {
  try {
    const handler = { onEvent: () => {}, ready: () => Promise.resolve() };
    const connection = await MessengerConnection.connect(server, handler);
    const login = new Login(connection, undefined).try("");
    try {
      const answer = await Promise.race([login, connection.failed]);
      return answer.body === PASSWORD_TEXTS["password-missing"];
    } finally {
      connection.finish();
    }
  } catch (error) {
    // Another program's server.
    if (error instanceof ExpectedError) return false;
    throw error;
  }
}

/** Resolves to `undefined` if a promise does not settle in time. */
async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), timeoutMs);
  return await Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}

import { isRegisteredText, PASSWORD_TEXTS } from "../../dialects/login.ts";
import { ExpectedError } from "../../errors/expected_error.ts";
import { Login } from "../messenger/login.ts";
import { bodyText } from "../messenger/message_text.ts";
import { MessengerConnection } from "../messenger/messenger_connection.ts";
import type { ServerAddress } from "../shared/connect.ts";

/**
 * How long a server may take to close the connection of a refused login, and to answer the question,
 * in milliseconds. The user waits for both.
 */
const CLOSING_MS = 50;
const ANSWER_MS = 1500;

/**
 * Finds out which password a login needs, if any. The direct dialect has no word for it, so this asks in
 * the messenger dialect, on a connection of its own. A server that closes the connection of a refused
 * login is not Parley's: it expects the next login on the next connection, and is not asked.
 *
 * @param closed Resolves when the server has closed the connection of the login.
 * @param name The name that was refused; without one, the question is about the server's password only.
 * @returns `undefined` if the server is not Parley's.
 */
export async function needsPassword(
  server: ServerAddress,
  closed: Promise<unknown>,
  name = "",
): Promise<"for the server" | "for the name" | "no" | undefined> {
  if (await within(CLOSING_MS, closed.then(() => true))) return undefined;
  const answer = ask(server, name);
  // An answer that comes later matters to nobody.
  answer.catch(() => {});
  const text = await within(ANSWER_MS, answer);
  if (text === undefined) return undefined;
  if (text === PASSWORD_TEXTS["password-missing"]) return "for the server";
  return isRegisteredText(text) ? "for the name" : "no";
}

/** Resolves to what the server says about a login without a password. */
async function ask(server: ServerAddress, name: string): Promise<string | undefined> {
  try {
    const handler = { onEvent: () => {}, ready: () => Promise.resolve() };
    const connection = await MessengerConnection.connect(server, handler);
    const login = new Login(connection, undefined).try(name);
    try {
      return bodyText((await Promise.race([login, connection.failed])).body);
    } finally {
      connection.finish();
    }
  } catch (error) {
    // Another program's server.
    if (error instanceof ExpectedError) return undefined;
    throw error;
  }
}

/** Resolves to `undefined` if a promise does not settle in time. */
async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), timeoutMs);
  return await Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}

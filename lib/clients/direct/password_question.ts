import { PASSWORD_TEXTS } from "../../dialects/login.ts";
import { ExpectedError } from "../../errors/expected_error.ts";
import { Login } from "../messenger/login.ts";
import { MessengerConnection } from "../messenger/messenger_connection.ts";
import type { ServerAddress } from "../shared/connect.ts";

/** How long a server may take to answer, in milliseconds: others may not answer at all. */
const ANSWER_MS = 1000;

/**
 * Finds out whether a server asks for a password. The direct dialect has no word for it, so this asks
 * in the messenger dialect, on a connection of its own.
 */
export async function asksForPassword(server: ServerAddress): Promise<boolean> {
  try {
    const handler = { onEvent: () => {}, ready: () => Promise.resolve() };
    const connection = await MessengerConnection.connect(server, handler);
    const login = new Login(connection, undefined).try("");
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => late.resolve(undefined), ANSWER_MS);
    const answer = await Promise.race([login, connection.failed, late.promise]);
    clearTimeout(timer);
    await connection.finish();
    return answer?.body === PASSWORD_TEXTS["password-missing"];
  } catch (error) {
    // Another program's server.
    if (error instanceof ExpectedError) return false;
    throw error;
  }
}

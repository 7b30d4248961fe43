import { PASSWORD_TEXTS } from "../../dialects/login.ts";
import { isRemoval } from "../../dialects/removal.ts";
import { ExpectedError } from "../../errors/expected_error.ts";
import { safeText } from "../../terminal/safe_text.ts";
import type { ClientOptions } from "../shared/client_options.ts";
import { systemUserName } from "../shared/environment.ts";
import { generalRefusal, isAboutPassword, isAboutRegistered, Login } from "../messenger/login.ts";
import { RemovedError } from "../shared/removed_error.ts";
import { bodyText } from "../messenger/message_text.ts";
import {
  MessengerConnection,
  type MessengerHandler,
  type Request,
} from "../messenger/messenger_connection.ts";

/** The options that all clients for scripts share. */
export interface ScriptOptions extends Omit<ClientOptions, "times"> {
  /** The name to log in under; without one, the client finds a free one. */
  readonly name: string | undefined;
  /** The client's secret, with which it takes its name back from a lost connection. */
  readonly token?: string;
  /** Whether to ask for the ids and times of messages, which takes a token. */
  readonly isExtended?: boolean;
}

const PASSWORD_HINT = "Use --password-file FILE or set PARLEY_PASSWORD.";

/** How many names to try. A server disconnects a client after ten failed logins. */
const MAX_ATTEMPTS = 9;

/**
 * Connects and logs in without asking the user anything.
 *
 * @throws {ExpectedError} when the server refuses the login.
 * @throws {ConnectionError}
 */
export async function openScriptConnection(
  options: ScriptOptions,
  handler: MessengerHandler,
): Promise<MessengerConnection> {
  const connection = await MessengerConnection.connect(options, handler);
  try {
    await logIn(connection, options);
    return connection;
  } catch (error) {
    // The client may try again later, on another connection.
    await connection.finish();
    throw error;
  }
}

async function logIn(connection: MessengerConnection, options: ScriptOptions): Promise<void> {
  const login = new Login(connection, options.password, options.token, options.isExtended);
  for (let attempt = 1;; attempt++) {
    const answer = await login.try(options.name ?? nameToTry(attempt));
    if (answer.action === "welcome") return;
    const problem = generalRefusal(answer);
    if (problem) throw problem;
    if (isRemoval(bodyText(answer.body))) throw new RemovedError(bodyText(answer.body));
    const isForName = options.name === undefined && isAboutRegistered(answer);
    const isFinal = options.name !== undefined || isAboutPassword(answer) && !isForName;
    if (isFinal || attempt === MAX_ATTEMPTS) {
      const isPasswordMissing = isAboutRegistered(answer) ||
        answer.body === PASSWORD_TEXTS["password-missing"];
      throw serverError(answer.body, isPasswordMissing ? PASSWORD_HINT : undefined);
    }
  }
}

/**
 * Sends a request that has to succeed.
 *
 * @throws {ExpectedError} with the server's explanation when it refuses.
 * @throws {ConnectionError}
 */
export async function askOrThrow(connection: MessengerConnection, request: Request): Promise<void> {
  const { action, body } = await connection.ask(request);
  if (action === "error") throw serverError(body);
}

function serverError(body: string | readonly string[], hint?: string): ExpectedError {
  return new ExpectedError(safeText(bodyText(body)).replaceAll("\n", " "), { hint });
}

/** Tries short suffixes first, then random ones, as many scripts may start at the same time. */
function nameToTry(attempt: number): string {
  const name = systemUserName() ?? "script";
  if (attempt === 1) return name;
  return `${name}_${attempt < 5 ? attempt : Math.floor(1000 + 9000 * Math.random())}`;
}

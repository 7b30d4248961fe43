import { safeText } from "../../terminal/safe_text.ts";
import { ExpectedError } from "../../errors/expected_error.ts";
import type { ServerAddress } from "../shared/connect.ts";
import { systemUserName } from "../shared/environment.ts";
import { isAboutPassword, Login } from "../messenger/login.ts";
import { bodyText } from "../messenger/message_text.ts";
import { type MessengerHandler, MessengerLink, type Request } from "../messenger/messenger_link.ts";

/** Who connects to which server. */
export interface ScriptOptions extends ServerAddress {
  /** Without one, whatever is free. */
  readonly name: string | undefined;
  /** For servers that ask for one. */
  readonly password: string | undefined;
}

/** How many names are tried: servers close the connection when ten failed. */
const MOST_TRIES = 9;

/**
 * Connects and logs in for a script, where nobody can be asked for another name.
 *
 * @throws {ExpectedError} when the server refuses.
 * @throws {ServerGone}
 */
export async function openScriptLink(
  options: ScriptOptions,
  handler: MessengerHandler,
): Promise<MessengerLink> {
  const link = await MessengerLink.connect(options, handler);
  const login = new Login(link, options.password);
  for (let attempt = 1;; attempt++) {
    const answer = await login.try(options.name ?? nameToTry(attempt));
    if (answer.action === "welcome") return link;
    const isFinal = options.name !== undefined || isAboutPassword(answer);
    if (isFinal || attempt === MOST_TRIES) throw refusal(answer.body);
  }
}

/**
 * Has the server do something for a script.
 *
 * @throws {ExpectedError} with what the server says, when it does not.
 * @throws {ServerGone}
 */
export async function demand(link: MessengerLink, request: Request): Promise<void> {
  const { action, body } = await link.ask(request);
  if (action === "error") throw refusal(body);
}

function refusal(body: string | readonly string[]): ExpectedError {
  return new ExpectedError(safeText(bodyText(body)).replaceAll("\n", " "));
}

/** Short suffixes first; then random ones, as many scripts may start at once. */
function nameToTry(attempt: number): string {
  const name = systemUserName() ?? "script";
  if (attempt === 1) return name;
  return `${name}_${attempt < 5 ? attempt : Math.floor(1000 + 9000 * Math.random())}`;
}

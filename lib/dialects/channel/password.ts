import { PASSWORD_TEXTS } from "../login.ts";

/** The command that carries the password, with its space. Users of other clients can type it. */
export const PASSWORD_COMMAND = "/password ";

/** The reply to a name on a server that asks for a password. */
export const PASSWORD_REQUEST = `${
  PASSWORD_TEXTS["password-missing"]
}: ${PASSWORD_COMMAND}PASSWORD`;

/** The reply to a registered name without its password. */
export const REGISTERED_REQUEST =
  `This name is registered. If it is yours: ${PASSWORD_COMMAND}PASSWORD`;

/** Reports whether a text of the server asks for a password. */
export function isPasswordRequest(text: string): boolean {
  return text === PASSWORD_REQUEST || text === REGISTERED_REQUEST;
}

/** The reply to a wrong password. */
export const PASSWORD_WRONG = `${PASSWORD_TEXTS["password-wrong"]}.`;

/** Reports whether a text of the server asks for a password, the first time or again. */
export function asksForPassword(text: string): boolean {
  return isPasswordRequest(text) || text === PASSWORD_WRONG;
}

/** Returns the password in a frame's text; empty when it holds none. */
export function passwordIn(text: string): string {
  return text.startsWith(PASSWORD_COMMAND) ? text.slice(PASSWORD_COMMAND.length).trim() : "";
}

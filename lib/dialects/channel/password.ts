import { PASSWORD_TEXTS } from "../login.ts";

/** The command that carries the password, with its space. Users of other clients can type it. */
export const PASSWORD_COMMAND = "/password ";

/** The reply to a name on a server that asks for a password. */
export const PASSWORD_REQUEST = `${
  PASSWORD_TEXTS["password-missing"]
}: ${PASSWORD_COMMAND}PASSWORD`;

/** Returns the password in a frame's text; empty when it holds none. */
export function passwordIn(text: string): string {
  return text.startsWith(PASSWORD_COMMAND) ? text.slice(PASSWORD_COMMAND.length).trim() : "";
}

import { isInteractive } from "../../terminal/capabilities.ts";
import type { ServerAddress } from "../shared/connect.ts";

/** The questions for a password. */
const QUESTIONS = {
  "for the server": "This server asks for a password. Enter your password:",
  "for the name":
    "That username is registered. Enter its password, or nothing for another username:",
} as const;

/** Finds out, for a person on a terminal, whether a refused login needs a password. */
export class PasswordNeed {
  readonly #server: ServerAddress;
  /** Whether the server is known to be another program's, or to ask for no password of its own. */
  #isForeign = false;
  #takesAnybody = false;

  constructor(server: ServerAddress) {
    this.#server = server;
  }

  /**
   * Returns the question for the password that a login needs, if it needs one.
   *
   * @param isTaken Whether the server says that the name is in use; otherwise it gives no reason.
   * @param closed Resolves when the server has closed the connection of the login.
   */
  async questionFor(
    name: string,
    isTaken: boolean,
    closed: Promise<unknown>,
  ): Promise<string | undefined> {
    if (!isInteractive() || (isTaken ? this.#isForeign : this.#takesAnybody)) return undefined;
    const { needsPassword } = await import("./password_question.ts");
    const need = await needsPassword(this.#server, closed, isTaken ? name : "");
    this.#isForeign = need === undefined;
    if (!isTaken) this.#takesAnybody = need !== "for the server";
    if (need === undefined || need === "no") return undefined;
    return QUESTIONS[need];
  }
}

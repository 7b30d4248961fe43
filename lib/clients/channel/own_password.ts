import { confirmsPassword, newPasswordIn } from "../../dialects/account_texts.ts";
import { asksForPassword, PASSWORD_COMMAND, passwordIn } from "../../dialects/channel/password.ts";

/**
 * The password with which the client logs in again: the one that it was given, or that the user has
 * typed since.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const password = new OwnPassword(undefined);
 * password.onFrame("This server asks for a password: /password PASSWORD");
 * password.onSent("/password tea");
 * assert.equal(password.value, "tea");
 * password.onSent("/password tea milk-for-two");
 * password.onFrame("The password has changed");
 * assert.equal(password.value, "milk-for-two");
 * ```
 */
export class OwnPassword {
  value: string | undefined;
  /** The one that the user wants to give to the own name. */
  #wanted: string | undefined;
  /** Whether the last frame of the server asks for a password. */
  #isAsked = false;

  constructor(value: string | undefined) {
    this.value = value;
  }

  /** Takes note of a frame of the server. */
  onFrame(text: string): void {
    this.#isAsked = asksForPassword(text);
    if (confirmsPassword(text)) this.value = this.#wanted;
  }

  /** Takes note of a line that the user has sent. */
  onSent(line: string): void {
    if (this.#isAsked && line.startsWith(PASSWORD_COMMAND)) this.value = passwordIn(line);
    this.#isAsked = false;
    this.#wanted = newPasswordIn(line) ?? this.#wanted;
  }
}

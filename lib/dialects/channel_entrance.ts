import { MOST_LOGINS, PASSWORD_TEXTS, type PasswordRefusal } from "./password.ts";

/** The command that carries the password, with its space. */
export const PASSWORD_COMMAND = "/password ";

/** What is answered to a name where a password is asked for. */
export const PASSWORD_REQUEST = `${PASSWORD_TEXTS.missing}: ${PASSWORD_COMMAND}PASSWORD`;

/** What a frame leads to: a login under that name, an answer, the end, or nothing. */
export type Entry =
  | { readonly type: "name"; readonly name: string }
  | { readonly type: "answer"; readonly text: string }
  | { readonly type: "end"; readonly text: string }
  | undefined;

/**
 * What stands before the login of the channel dialect on a server that asks for a password: behind
 * the name, the password has to come. Clients of others can do that, as their users can type it.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const entrance = new Entrance((password) => password === "tea" ? undefined : "wrong");
 * assert.equal(entrance.take("Alice")?.type, "answer");
 * assert.deepEqual(entrance.take("/password tea"), { type: "name", name: "Alice" });
 * ```
 */
export class Entrance {
  readonly #check: (password: string) => PasswordRefusal | undefined;
  #name: string | undefined;
  #failures = 0;

  constructor(check: (password: string) => PasswordRefusal | undefined) {
    this.#check = check;
  }

  /** Takes the text of the next frame. */
  take(text: string): Entry {
    if (this.#name === undefined) {
      this.#name = text;
      return { type: "answer", text: PASSWORD_REQUEST };
    }
    // What clients of others flood at end of input is no try.
    if (text === "") return undefined;
    const isTry = text.startsWith(PASSWORD_COMMAND);
    const refusal = isTry ? this.#check(text.slice(PASSWORD_COMMAND.length).trim()) : "missing";
    if (refusal === undefined) return { type: "name", name: this.#name };
    const answer = refusal === "missing" ? PASSWORD_REQUEST : `${PASSWORD_TEXTS[refusal]}.`;
    return { type: ++this.#failures < MOST_LOGINS ? "answer" : "end", text: answer };
  }
}

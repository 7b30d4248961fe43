/**
 * The rules for the passwords of registered names.
 *
 * @module
 */
import { keyOf } from "../../chat/user.ts";
import { encodeText } from "../../framing/encode_text.ts";

/** The shortest new password, in characters. */
const MIN_CHARACTERS = 6;

/** The longest new password, in bytes. Users of the channel dialect can send 190: the rest of a frame. */
const MAX_BYTES = 300;

/** The longest password that is checked, in UTF-16 code units: composing takes quadratic time. */
export const MAX_PASSWORD_LENGTH = 512;

/**
 * Returns why a new password cannot be used; `undefined` if it can.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(badPassword("tea-for-two", "ann"), undefined);
 * assert.equal(badPassword("x", "ann"), "The password is too short: use at least 6 characters");
 * ```
 */
export function badPassword(password: string, name: string): string | undefined {
  if (password.length > MAX_PASSWORD_LENGTH) return tooLong();
  const composed = password.normalize("NFC");
  // In the ways in which clients send it, a space is its end.
  if (/[\s\p{Cc}]/u.test(composed)) {
    return "A password must not contain spaces or control characters";
  }
  if ([...composed].length < MIN_CHARACTERS) {
    return `The password is too short: use at least ${MIN_CHARACTERS} characters`;
  }
  if (encodeText(composed).length > MAX_BYTES) return tooLong();
  if (keyOf(composed) === keyOf(name)) return "The password must not be the name itself";
  return undefined;
}

function tooLong(): string {
  return `The password is too long: use at most ${MAX_BYTES} bytes`;
}

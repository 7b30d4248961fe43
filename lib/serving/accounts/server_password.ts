import { createHash, timingSafeEqual } from "node:crypto";

/** The longest password that is checked, in characters. The server's own is shorter in any form. */
const MAX_PASSWORD_LENGTH = 512;

/**
 * The password that a server asks everybody for. The time of a check reveals nothing about it.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const password = new ServerPassword("tea for two");
 * assert.equal(password.isRight("tea for one"), false);
 * assert.equal(password.isRight("tea for two"), true);
 * ```
 */
export class ServerPassword {
  #digest: Uint8Array;

  constructor(password: string) {
    this.#digest = digestOf(password);
  }

  /** Replaces the password. Users who are logged in stay. */
  change(password: string): void {
    this.#digest = digestOf(password);
  }

  isRight(password: string): boolean {
    return password.length <= MAX_PASSWORD_LENGTH &&
      timingSafeEqual(digestOf(password), this.#digest);
  }
}

/** Digests have one length, whatever the password's. Normalized, because keyboards compose differently. */
function digestOf(password: string): Uint8Array {
  return createHash("sha256").update(password.normalize("NFC")).digest();
}

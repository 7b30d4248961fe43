/** The length of a part of a response that has another part behind it, in characters of Base64. */
export const SASL_PART_LENGTH = 400;

/** A name and its password. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/**
 * Returns what a response of the mechanism PLAIN says: an identity to act as, which must be the same or
 * empty, a name and a password, with zero bytes between them. Returns `undefined` if it says nothing.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const response = btoa("\0ann\0sesame");
 * assert.deepEqual(parsePlain(response), { name: "ann", password: "sesame" });
 * assert.equal(parsePlain(btoa("bob\0ann\0sesame")), undefined);
 * ```
 */
export function parsePlain(response: string): Credentials | undefined {
  let text: string;
  try {
    const bytes = Uint8Array.from(atob(response), (character) => character.charCodeAt(0));
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
  const [identity, name, password, ...rest] = text.split("\0");
  if (!name || !password || rest.length > 0) return undefined;
  return identity === "" || identity === name ? { name, password } : undefined;
}

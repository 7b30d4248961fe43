import { encodeText } from "./encode_text.ts";

const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * Returns the 32-bit FNV-1a hash of a text's UTF-8 bytes.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(fnv1a("foobar"), 0xbf9cf968);
 * ```
 */
export function fnv1a(text: string): number {
  let hash = OFFSET_BASIS;
  for (const byte of encodeText(text)) hash = Math.imul(hash ^ byte, PRIME);
  return hash >>> 0;
}

/**
 * Wraps an encoder so that it encodes each value only once: a flood of requests for the same list
 * must not fill the memory. Values must not change after their first encoding.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const encode = encodedOnce((names: readonly string[]) => Uint8Array.of(names.length));
 * const names = ["alice", "bob"];
 * assert.equal(encode(names), encode(names));
 * ```
 */
export function encodedOnce<Value extends object, Encoded extends object>(
  encode: (value: Value) => Encoded,
): (value: Value) => Encoded {
  const cache = new WeakMap<Value, Encoded>();
  return (value) => {
    let encoded = cache.get(value);
    if (!encoded) cache.set(value, encoded = encode(value));
    return encoded;
  };
}

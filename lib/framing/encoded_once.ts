/**
 * An encoder that encodes each value once, however often it is asked to: a flood of requests for the
 * same list must not fill the memory. A value has to stay as it is.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const encode = encodedOnce((names: readonly string[]) => Uint8Array.of(names.length));
 * const names = ["alice", "bob"];
 * assert.equal(encode(names), encode(names));
 * ```
 */
export function encodedOnce<Value extends object>(
  encode: (value: Value) => Uint8Array,
): (value: Value) => Uint8Array {
  const encoded = new WeakMap<Value, Uint8Array>();
  return (value) => {
    let bytes = encoded.get(value);
    if (!bytes) encoded.set(value, bytes = encode(value));
    return bytes;
  };
}

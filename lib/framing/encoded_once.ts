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
export function encodedOnce<Value extends object, Encoded extends object>(
  encode: (value: Value) => Encoded,
): (value: Value) => Encoded {
  const known = new WeakMap<Value, Encoded>();
  return (value) => {
    let encoded = known.get(value);
    if (!encoded) known.set(value, encoded = encode(value));
    return encoded;
  };
}

import fc from "fast-check";
import { concat } from "../../lib/framing/bytes.ts";

export const encode = (text: string) => new TextEncoder().encode(text);
export const decode = (bytes: Uint8Array) =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

/** Any text that UTF-8 can carry, including control characters. */
export const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "grapheme", maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 400, size: "max" }) },
  // Characters that matter at a frame's edge.
  {
    weight: 2,
    arbitrary: fc.string({
      unit: fc.constantFrom("a", "é", "👋", "/", " "),
      maxLength: 900,
      size: "max",
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom("", " ", "\n", "/", "// ", "\ufeff", "\ufffd", "\0") },
);

/** A non-empty text without white space. */
export const word = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  fc.stringMatching(/^[a-z/]{1,250}$/),
).filter((word) => !/\s/.test(word));

/** Any bytes, with line ends, spaces, slashes and braces more often than others. */
export const bytes = fc.array(
  fc.oneof(fc.nat(255), fc.constantFrom(0x0a, 0x0d, 0x20, 0x2f, 0x7b)),
  { maxLength: 700, size: "medium" },
).map((numbers) => Uint8Array.from(numbers));

/** Sizes of the pieces that {@linkcode split} splits a stream into. */
export const sizes = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 450 })),
  { minLength: 1, maxLength: 8 },
);

/**
 * Splits a stream into pieces of these sizes, over and over. Each piece is overwritten when the
 * caller asks for the next one, like the bytes of a socket's read buffer.
 */
export function* split(stream: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  const memory = new Uint8Array(Math.min(stream.length, Math.max(...sizes)));
  for (let at = 0, index = 0; at < stream.length; index++) {
    const piece = stream.subarray(at, at + sizes[index % sizes.length]!);
    memory.set(piece);
    yield memory.subarray(0, piece.length);
    memory.fill(0x55);
    at += piece.length;
  }
}

/** A stream of consecutive `parts`. */
export function streamOf(parts: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  return fc.array(parts, { maxLength: 12 }).map(concat);
}

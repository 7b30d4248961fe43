import assert from "node:assert/strict";
import { concat } from "../../lib/framing/bytes.ts";
import {
  FixedFrames,
  FRAME_SIZE,
  frameText,
  listToFrames,
  toFrames,
} from "../../lib/framing/fixed_frames.ts";

/** Returns the texts of the frames of a stream that arrives in these pieces. */
function textsOf(...pieces: Uint8Array[]): string[] {
  const frames = new FixedFrames();
  const seen: string[] = [];
  for (const piece of pieces) {
    assert.equal(
      frames.push(piece, (frame) => {
        assert.equal(frame.length, FRAME_SIZE);
        seen.push(frameText(frame));
      }),
      undefined,
    );
  }
  return seen;
}

/** Encodes a frame without the code under test. */
function raw(text: string): Uint8Array {
  const frame = new Uint8Array(FRAME_SIZE).fill(0x20);
  frame.set(new TextEncoder().encode(text));
  return frame;
}

Deno.test("FixedFrames gives the same frames wherever a stream is split", () => {
  const stream = concat([raw("Alice"), raw("/create tas\n"), raw("grüße 👋")]);
  for (let split = 0; split <= stream.length; split++) {
    assert.deepEqual(textsOf(stream.subarray(0, split), stream.subarray(split)), [
      "Alice",
      "/create tas",
      "grüße 👋",
    ]);
  }
});

Deno.test("FixedFrames accepts a stream one byte at a time, and fifty frames at once", () => {
  const expected = Array.from({ length: 50 }, (_, index) => `message ${index}`);
  const stream = concat(expected.map(raw));
  assert.deepEqual(textsOf(stream), expected);
  assert.deepEqual(textsOf(...Array.from(stream, (byte) => Uint8Array.of(byte))), expected);
});

Deno.test("FixedFrames holds back an incomplete frame", () => {
  assert.deepEqual(textsOf(raw("Alice").subarray(0, 199)), []);
});

Deno.test("FixedFrames copies a partial frame, so that its caller can reuse the memory", () => {
  const memory = raw("first half").slice(0, 100);
  const frames = new FixedFrames();
  const seen: string[] = [];
  frames.push(memory, (frame) => seen.push(frameText(frame)));
  memory.fill(0x78);
  frames.push(new Uint8Array(100).fill(0x20), (frame) => seen.push(frameText(frame)));
  assert.deepEqual(seen, ["first half"]);
});

Deno.test("frameText removes white space from the end only, newlines included", () => {
  assert.equal(frameText(raw("  hi \t\v\f\r\n\n  ")), "  hi");
  assert.equal(frameText(raw("")), "");
  assert.equal(frameText(raw("a\nb")), "a\nb");
});

Deno.test("frameText replaces bytes that are not UTF-8 with U+FFFD, and keeps a byte order mark", () => {
  assert.equal(frameText(Uint8Array.of(0x68, 0xff, 0x69, 0x20)), "h\ufffdi");
  assert.equal(frameText(raw("\ufeffhi")), "\ufeffhi");
});

Deno.test("toFrames pads the text with spaces to whole frames", () => {
  assert.deepEqual(toFrames("hi"), raw("hi"));
  assert.deepEqual(toFrames("x".repeat(200)), raw("x".repeat(200)));
  assert.deepEqual(toFrames(""), raw(""));
});

Deno.test("toFrames starts each frame with the prefix, and keeps the whole text", () => {
  const text = "The quick brown fox jumps over the lazy dog. ".repeat(20).trim();
  const prefix = "[Alice] ";
  const parts = textsOf(toFrames(text, prefix));
  assert(parts.length > 4);
  for (const part of parts) assert(part.startsWith(prefix));
  assert.equal(parts.map((part) => part.slice(prefix.length)).join(""), text);
});

Deno.test("toFrames keeps the spaces at a frame's edge", () => {
  for (let at = 185; at <= 200; at++) {
    const text = `${"x".repeat(at)}   ${"y".repeat(100)}`;
    assert.equal(textsOf(toFrames(text)).join(""), text);
  }
});

Deno.test("toFrames never splits a character", () => {
  for (const character of ["é", "€", "👋"]) {
    for (let shift = 0; shift < 4; shift++) {
      const text = "a".repeat(shift) + character.repeat(150);
      const parts = textsOf(toFrames(text, "[bob] "));
      assert.equal(parts.map((part) => part.slice(6)).join(""), text);
    }
  }
});

Deno.test("toFrames never starts a later frame with a slash, which would make it a command", () => {
  const text = `${"x".repeat(200)}/join evil`;
  const parts = textsOf(toFrames(text));
  assert(!parts[1]!.startsWith("/"), parts[1]);
  assert.equal(parts.join(""), text);
});

Deno.test("toFrames frames texts of only spaces or only slashes", () => {
  assert.equal(toFrames(" ".repeat(1000)).length, 5 * FRAME_SIZE);
  assert.equal(textsOf(toFrames("/".repeat(1000))).join(""), "/".repeat(1000));
});

Deno.test("toFrames throws if the prefix leaves no room for a character", () => {
  assert.throws(() => toFrames("hi", "x".repeat(197)), RangeError);
});

Deno.test("listToFrames breaks only between items, and fills its frames", () => {
  const items = Array.from({ length: 100 }, (_, index) => `channel_${index}`);
  const parts = textsOf(listToFrames(items));
  assert(parts.length > 1);
  assert.deepEqual(parts.flatMap((part) => part.split("\n")), items);
  for (const part of parts.slice(0, -1)) {
    assert(part.length > FRAME_SIZE - 12, "a frame is half empty");
  }
});

Deno.test("listToFrames uses a frame up to its last byte", () => {
  const [a, b] = ["a".repeat(100), "b".repeat(99)];
  assert.deepEqual(textsOf(listToFrames([a, b])), [`${a}\n${b}`]);
  assert.deepEqual(textsOf(listToFrames([a, `${b}b`])), [a, `${b}b`]);
});

Deno.test("listToFrames encodes an empty list as no bytes, and keeps an item longer than a frame whole", () => {
  assert.equal(listToFrames([]).length, 0);
  assert.equal(textsOf(listToFrames(["ab", "x".repeat(300)])).join(""), "ab" + "x".repeat(300));
});

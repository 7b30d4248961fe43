import assert from "node:assert/strict";
import { concat } from "../../lib/framing/bytes.ts";
import {
  FixedFrames,
  FRAME_SIZE,
  frameText,
  listToFrames,
  toFrames,
} from "../../lib/framing/fixed_frames.ts";

/** The texts of the frames that come out when a stream arrives in those pieces. */
function texts(...pieces: Uint8Array[]): string[] {
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

function raw(text: string): Uint8Array {
  const frame = new Uint8Array(FRAME_SIZE).fill(0x20);
  frame.set(new TextEncoder().encode(text));
  return frame;
}

Deno.test("FixedFrames splits a stream at every offset", () => {
  const stream = concat([raw("Alice"), raw("/create tas\n"), raw("grüße 👋")]);
  for (let cut = 0; cut <= stream.length; cut++) {
    assert.deepEqual(texts(stream.subarray(0, cut), stream.subarray(cut)), [
      "Alice",
      "/create tas",
      "grüße 👋",
    ]);
  }
});

Deno.test("FixedFrames takes a stream one byte at a time, and fifty frames at once", () => {
  const expected = Array.from({ length: 50 }, (_, index) => `message ${index}`);
  const stream = concat(expected.map(raw));
  assert.deepEqual(texts(stream), expected);
  assert.deepEqual(texts(...Array.from(stream, (byte) => Uint8Array.of(byte))), expected);
});

Deno.test("FixedFrames gives nothing for an incomplete frame", () => {
  assert.deepEqual(texts(raw("Alice").subarray(0, 199)), []);
});

Deno.test("FixedFrames keeps a part when the memory it came in is used again", () => {
  const memory = raw("first half").slice(0, 100);
  const frames = new FixedFrames();
  const seen: string[] = [];
  frames.push(memory, (frame) => seen.push(frameText(frame)));
  memory.fill(0x78);
  frames.push(new Uint8Array(100).fill(0x20), (frame) => seen.push(frameText(frame)));
  assert.deepEqual(seen, ["first half"]);
});

Deno.test("frameText strips white space from the end only, newlines included", () => {
  assert.equal(frameText(raw("  hi \t\v\f\r\n\n  ")), "  hi");
  assert.equal(frameText(raw("")), "");
  assert.equal(frameText(raw("a\nb")), "a\nb");
});

Deno.test("frameText shows what is not UTF-8 as U+FFFD, and keeps a byte order mark", () => {
  assert.equal(frameText(Uint8Array.of(0x68, 0xff, 0x69, 0x20)), "h\ufffdi");
  assert.equal(frameText(raw("\ufeffhi")), "\ufeffhi");
});

Deno.test("toFrames pads with spaces to whole frames", () => {
  assert.deepEqual(toFrames("hi"), raw("hi"));
  assert.deepEqual(toFrames("x".repeat(200)), raw("x".repeat(200)));
  assert.deepEqual(toFrames(""), raw(""));
});

Deno.test("toFrames starts each frame with the prefix and loses nothing", () => {
  const text = "The quick brown fox jumps over the lazy dog. ".repeat(20).trim();
  const prefix = "[Alice] ";
  const parts = texts(toFrames(text, prefix));
  assert(parts.length > 4);
  for (const part of parts) assert(part.startsWith(prefix));
  assert.equal(parts.map((part) => part.slice(prefix.length)).join(""), text);
});

Deno.test("toFrames loses no space at whichever place it stands", () => {
  for (let at = 185; at <= 200; at++) {
    const text = `${"x".repeat(at)}   ${"y".repeat(100)}`;
    assert.equal(texts(toFrames(text)).join(""), text);
  }
});

Deno.test("toFrames never cuts inside a character, at whatever offset it stands", () => {
  for (const character of ["é", "€", "👋"]) {
    for (let shift = 0; shift < 4; shift++) {
      const text = "a".repeat(shift) + character.repeat(150);
      const parts = texts(toFrames(text, "[bob] "));
      assert.equal(parts.map((part) => part.slice(6)).join(""), text);
    }
  }
});

Deno.test("toFrames makes no command of the rest of a text", () => {
  const text = `${"x".repeat(200)}/join evil`;
  const parts = texts(toFrames(text));
  assert(!parts[1]!.startsWith("/"), parts[1]);
  assert.equal(parts.join(""), text);
});

Deno.test("toFrames ends on texts of nothing but spaces or slashes", () => {
  assert.equal(toFrames(" ".repeat(1000)).length, 5 * FRAME_SIZE);
  assert.equal(texts(toFrames("/".repeat(1000))).join(""), "/".repeat(1000));
});

Deno.test("toFrames refuses a prefix that leaves no room", () => {
  assert.throws(() => toFrames("hi", "x".repeat(197)), RangeError);
});

Deno.test("listToFrames breaks between items only", () => {
  const items = Array.from({ length: 100 }, (_, index) => `channel_${index}`);
  const parts = texts(listToFrames(items));
  assert(parts.length > 1);
  assert.deepEqual(parts.flatMap((part) => part.split("\n")), items);
  for (const part of parts.slice(0, -1)) {
    assert(part.length > FRAME_SIZE - 12, "a frame half empty");
  }
});

Deno.test("listToFrames fills a frame to its last byte", () => {
  const [a, b] = ["a".repeat(100), "b".repeat(99)];
  assert.deepEqual(texts(listToFrames([a, b])), [`${a}\n${b}`]);
  assert.deepEqual(texts(listToFrames([a, `${b}b`])), [a, `${b}b`]);
});

Deno.test("listToFrames gives nothing for no items, and whole an item longer than a frame", () => {
  assert.equal(listToFrames([]).length, 0);
  assert.equal(texts(listToFrames(["ab", "x".repeat(300)])).join(""), "ab" + "x".repeat(300));
});

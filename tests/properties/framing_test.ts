import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeText } from "../../lib/framing/encode_text.ts";
import {
  FixedFrames,
  FRAME_SIZE,
  frameText,
  listToFrames,
  toFrames,
} from "../../lib/framing/fixed_frames.ts";
import { BoundedLines, lineText } from "../../lib/framing/lines.ts";
import { formatMessage, parseMessage } from "../../lib/framing/messages.ts";
import { holds } from "./holds.ts";
import { bytes, cut, decode, encode, sizes, streamOf, text, word } from "./streams.ts";

/** The frames that a stream holds, when it comes in those pieces. */
function framesOf(pieces: Iterable<Uint8Array>): Uint8Array[] {
  const frames = new FixedFrames();
  const seen: Uint8Array[] = [];
  for (const piece of pieces) frames.push(piece, (frame) => seen.push(frame.slice()));
  return seen;
}

/** The lines that a stream holds, when it comes in those pieces. */
function linesOf(pieces: Iterable<Uint8Array>, most: number): (Uint8Array | "too long")[] {
  const seen: (Uint8Array | "too long")[] = [];
  const lines = new BoundedLines(most, {
    onLine: (line) => seen.push(line.slice()),
    onTooLong: () => seen.push("too long"),
  });
  for (const piece of pieces) lines.push(piece);
  return seen;
}

const LINE_END = /[\n\v\f\r\t ]/;

holds(
  "FixedFrames gives the same frames however a stream is cut",
  fc.property(streamOf(bytes), sizes, (stream, sizes) => {
    const frames = framesOf(cut(stream, sizes));
    assert.equal(frames.length, Math.floor(stream.length / FRAME_SIZE));
    for (const [index, frame] of frames.entries()) {
      assert.deepEqual(frame, stream.slice(index * FRAME_SIZE, (index + 1) * FRAME_SIZE));
      assert.equal(typeof frameText(frame), "string");
    }
  }),
);

holds(
  "BoundedLines gives the same lines however a stream is cut",
  fc.property(streamOf(bytes), sizes, fc.integer({ min: 1, max: 300 }), (stream, sizes, most) => {
    const lines: (Uint8Array | "too long")[] = [];
    let from = 0;
    for (let to = stream.indexOf(0x0a); to >= 0; to = stream.indexOf(0x0a, from)) {
      lines.push(to - from > most ? "too long" : stream.slice(from, to));
      from = to + 1;
    }
    if (stream.length - from > most) lines.push("too long");
    assert.deepEqual(linesOf(cut(stream, sizes), most), lines);
  }),
);

holds(
  "lineText gives the text, or tells that there is none",
  fc.property(fc.oneof(bytes, text.map(encode)), (line) => {
    const bytes = line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
    let expected: string | undefined;
    try {
      expected = decode(bytes);
    } catch {
      // It is not UTF-8.
    }
    assert.equal(lineText(line), expected);
  }),
);

holds(
  "toFrames makes whole frames of UTF-8 of any text, each with the prefix",
  fc.property(text, fc.oneof(fc.constant(""), text), (text, long) => {
    const prefix = new TextDecoder().decode(encode(long).subarray(0, 150));
    const frames = framesOf([toFrames(text, prefix)]);
    assert(frames.length > 0);
    for (const frame of frames) assert(decode(frame).startsWith(prefix));
    const start = encode(prefix).length;
    // The receiver strips white space: not a byte of anything else may be missing.
    const bare = (text: string) => text.split(LINE_END).join("");
    assert.equal(frames.map((frame) => bare(decode(frame.subarray(start)))).join(""), bare(text));
  }),
);

holds(
  "toFrames loses nothing of words with single spaces between them",
  fc.property(
    fc.array(word, { maxLength: 60 }),
    fc.constantFrom("[bob] ", "x"),
    (words, prefix) => {
      const text = words.join(" ");
      const texts = framesOf([toFrames(text, prefix)]).map(frameText);
      if (text === "") return;
      assert.equal(texts.map((text) => text.slice(prefix.length)).join(""), text);
    },
  ),
);

holds(
  "listToFrames breaks between items only",
  fc.property(fc.array(word.filter((word) => encode(word).length <= FRAME_SIZE)), (items) => {
    const texts = framesOf([listToFrames(items)]).map(frameText);
    assert.deepEqual(texts.flatMap((text) => text.split("\n")), items);
  }),
);

holds(
  "encodeText gives the bytes of every text, and they stay as they are",
  fc.property(fc.array(text, { maxLength: 50 }), (texts) => {
    assert.deepEqual(texts.map(encodeText).map(decode), texts);
  }),
);

holds(
  "parseMessage reads what formatMessage writes, on one line",
  fc.property(
    fc.record(
      {
        action: text,
        source: text,
        destination: text,
        body: fc.oneof(text, fc.array(text)),
      },
      { noNullPrototype: true },
    ),
    (message) => {
      const line = formatMessage(message);
      assert(!line.includes("\n"));
      assert.deepEqual(parseMessage(decode(encode(line))), message);
    },
  ),
);

const member = fc.constantFrom("action", "source", "destination", "body", "__proto__", "toString");
const almost = fc.dictionary(member, fc.oneof(text, fc.jsonValue(), fc.array(text)));

holds(
  "parseMessage gives a message of four components, or one line that says what is wrong",
  fc.property(
    fc.oneof(
      text,
      fc.json(),
      almost.map((value) => JSON.stringify(value)),
      fc.tuple(fc.constantFrom("[", '{"a":', '{"body":['), fc.nat(200_000))
        .map(([opening, depth]) => opening.repeat(depth)),
    ),
    (line) => {
      const message = parseMessage(line);
      if (typeof message === "string") return assert.match(message, /^[A-Z][^\n]{5,300}$/);
      assert.deepEqual(Object.keys(message).sort(), ["action", "body", "destination", "source"]);
      assert.deepEqual(parseMessage(formatMessage(message)), message);
    },
  ),
);

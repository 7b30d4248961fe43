import assert from "node:assert/strict";
import fc from "fast-check";
import { Refusal } from "../../lib/errors/refusal.ts";
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
import { bytes, decode, encode, sizes, split, streamOf, text, word } from "./streams.ts";

/** Returns the frames of a stream that arrives in these pieces. */
function framesOf(pieces: Iterable<Uint8Array>): Uint8Array[] {
  const frames = new FixedFrames();
  const seen: Uint8Array[] = [];
  for (const piece of pieces) frames.push(piece, (frame) => seen.push(frame.slice()));
  return seen;
}

/** Returns the lines of a stream that arrives in these pieces. */
function linesOf(pieces: Iterable<Uint8Array>, maxBytes: number): (Uint8Array | "too long")[] {
  const seen: (Uint8Array | "too long")[] = [];
  const lines = new BoundedLines(maxBytes, {
    onLine: (line) => seen.push(line.slice()),
    onTooLong: () => seen.push("too long"),
  });
  for (const piece of pieces) lines.push(piece);
  return seen;
}

const WHITE_SPACE = /[\n\v\f\r\t ]/;

holds(
  "FixedFrames gives the same frames wherever a stream is split",
  fc.property(streamOf(bytes), sizes, (stream, sizes) => {
    const frames = framesOf(split(stream, sizes));
    assert.equal(frames.length, Math.floor(stream.length / FRAME_SIZE));
    for (const [index, frame] of frames.entries()) {
      assert.deepEqual(frame, stream.slice(index * FRAME_SIZE, (index + 1) * FRAME_SIZE));
      assert.equal(typeof frameText(frame), "string");
    }
  }),
);

holds(
  "BoundedLines gives the same lines wherever a stream is split",
  fc.property(
    streamOf(bytes),
    sizes,
    fc.integer({ min: 1, max: 300 }),
    (stream, sizes, maxBytes) => {
      const lines: (Uint8Array | "too long")[] = [];
      let from = 0;
      for (let to = stream.indexOf(0x0a); to >= 0; to = stream.indexOf(0x0a, from)) {
        lines.push(to - from > maxBytes ? "too long" : stream.slice(from, to));
        from = to + 1;
      }
      if (stream.length - from > maxBytes) lines.push("too long");
      assert.deepEqual(linesOf(split(stream, sizes), maxBytes), lines);
    },
  ),
);

holds(
  "lineText decodes a line, or returns undefined if it is not UTF-8",
  fc.property(fc.oneof(bytes, text.map(encode)), (line) => {
    const bytes = line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
    let expected: string | undefined;
    try {
      expected = decode(bytes);
    } catch {
      // Not UTF-8: the expected result is undefined.
    }
    assert.equal(lineText(line), expected);
  }),
);

holds(
  "toFrames encodes any text as whole frames of valid UTF-8, each with the prefix",
  fc.property(text, fc.oneof(fc.constant(""), text), (text, long) => {
    const prefix = new TextDecoder().decode(encode(long).subarray(0, 150));
    const frames = framesOf([toFrames(text, prefix)]);
    assert(frames.length > 0);
    for (const frame of frames) assert(decode(frame).startsWith(prefix));
    const start = encode(prefix).length;
    // Receivers strip white space at the end. All other bytes must arrive.
    const withoutSpace = (text: string) => text.split(WHITE_SPACE).join("");
    assert.equal(
      frames.map((frame) => withoutSpace(decode(frame.subarray(start)))).join(""),
      withoutSpace(text),
    );
  }),
);

holds(
  "toFrames keeps words with single spaces between them exactly",
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
  "listToFrames breaks only between items",
  fc.property(fc.array(word.filter((word) => encode(word).length <= FRAME_SIZE)), (items) => {
    const texts = framesOf([listToFrames(items)]).map(frameText);
    assert.deepEqual(texts.flatMap((text) => text.split("\n")), items);
  }),
);

holds(
  "encodeText encodes every text, and later texts do not overwrite earlier ones",
  fc.property(fc.array(text, { maxLength: 50 }), (texts) => {
    assert.deepEqual(texts.map(encodeText).map(decode), texts);
  }),
);

holds(
  "formatMessage writes one line, which parseMessage reads back",
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

const component = fc.constantFrom(
  "action",
  "source",
  "destination",
  "body",
  "__proto__",
  "toString",
);
const almostMessage = fc.dictionary(component, fc.oneof(text, fc.jsonValue(), fc.array(text)));

holds(
  "parseMessage returns a message of four components, or a refusal explained in one line",
  fc.property(
    fc.oneof(
      text,
      fc.json(),
      almostMessage.map((value) => JSON.stringify(value)),
      fc.tuple(fc.constantFrom("[", '{"a":', '{"body":['), fc.nat(200_000))
        .map(([opening, depth]) => opening.repeat(depth)),
    ),
    (line) => {
      const message = parseMessage(line);
      if (message instanceof Refusal) {
        return assert.match(message.explanation, /^[A-Z][^\n]{5,300}$/);
      }
      assert.deepEqual(Object.keys(message).sort(), ["action", "body", "destination", "source"]);
      assert.deepEqual(parseMessage(formatMessage(message)), message);
    },
  ),
);

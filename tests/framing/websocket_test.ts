import assert from "node:assert/strict";
import fc from "fast-check";
import { OPCODE } from "../../lib/framing/websocket.ts";
import { WebSocketDecoder } from "../../lib/framing/websocket_decoder.ts";
import { encodeClose, encodeControl, encodeLines } from "../../lib/framing/websocket_encoder.ts";
import { concat } from "../../lib/framing/bytes.ts";
import { clientFrame, serverFrames, serverMessages } from "../support/websocket_frames.ts";

const { continuation, text, binary, close, ping, pong } = OPCODE;
const MAX_BYTES = 1000;

/** Decodes frames that arrive in pieces of so many bytes. */
function decode(frames: readonly number[], size = Infinity) {
  const pings: string[] = [];
  const decoder = new WebSocketDecoder(MAX_BYTES, {
    onPing: (payload) => void pings.push(new TextDecoder().decode(payload)),
  });
  let lines = "";
  const decodeLine = new TextDecoder();
  for (let at = 0; at < frames.length; at += size) {
    const piece = Uint8Array.of(0, ...frames.slice(at, at + size));
    lines += decodeLine.decode(decoder.decode(piece), { stream: true });
  }
  const { flaw, isClosed, closeCode } = decoder;
  return { lines, pings, flaw: flaw?.code, isClosed, closeCode };
}

const SIZES = [1, 2, 3, 5, 7, Infinity];

const GOOD:
  readonly (readonly [note: string, frames: number[], lines: string, pings?: string[]])[] = [
    ["a message", clientFrame("hi"), "hi\n"],
    ["an empty message", clientFrame(""), "\n"],
    ["two messages", [...clientFrame("hi"), ...clientFrame("ho")], "hi\nho\n"],
    ["125 bytes", clientFrame("x".repeat(125)), `${"x".repeat(125)}\n`],
    ["126 bytes", clientFrame("x".repeat(126)), `${"x".repeat(126)}\n`],
    ["the longest message", clientFrame("x".repeat(MAX_BYTES)), `${"x".repeat(MAX_BYTES)}\n`],
    ["a line with its end", clientFrame("hi\n"), "hi\n"],
    ["several lines", clientFrame("one\ntwo"), "one\ntwo\n"],
    ["only a line's end", clientFrame("\n"), "\n"],
    ["fragments", [
      ...clientFrame("h", { isFinal: false }),
      ...clientFrame("", { opcode: continuation, isFinal: false }),
      ...clientFrame("i", { opcode: continuation }),
      ...clientFrame("ho"),
    ], "hi\nho\n"],
    ["an empty last fragment behind a line's end", [
      ...clientFrame("hi\n", { isFinal: false }),
      ...clientFrame("", { opcode: continuation }),
    ], "hi\n"],
    [
      "control frames among fragments",
      [
        ...clientFrame("h", { isFinal: false }),
        ...clientFrame("a", { opcode: ping }),
        ...clientFrame("b", { opcode: pong }),
        ...clientFrame("i", { opcode: continuation }),
      ],
      "hi\n",
      ["a"],
    ],
    [
      "an empty ping, and one of 125 bytes",
      [
        ...clientFrame("", { opcode: ping }),
        ...clientFrame("x".repeat(125), { opcode: ping }),
      ],
      "",
      ["", "x".repeat(125)],
    ],
    ["a character that fragments cut", [
      ...clientFrame([0xf0, 0x9f], { isFinal: false }),
      ...clientFrame([0x91], { opcode: continuation, isFinal: false }),
      ...clientFrame([0x8b], { opcode: continuation }),
    ], "👋\n"],
  ];

for (const [note, frames, lines, pings = []] of GOOD) {
  Deno.test(`a WebSocket's client may send ${note}, however it is cut`, () => {
    for (const size of SIZES) {
      const expected = { lines, pings, flaw: undefined, isClosed: false, closeCode: undefined };
      assert.deepEqual(decode(frames, size), expected);
    }
  });
}

const started = clientFrame("x", { isFinal: false });
const notText = [0x68, 0xff];

const FLAWS: readonly (readonly [code: number, note: string, frames: number[]])[] = [
  ...[1, 2, 4, 7].map((reserved) =>
    [1002, `reserved bits ${reserved}`, clientFrame("hi", { reserved })] as const
  ),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) =>
    [1002, `the unknown opcode ${opcode}`, clientFrame("hi", { opcode })] as const
  ),
  [1002, "no mask", clientFrame("hi", { isMasked: false })],
  [1002, "no mask on a ping", clientFrame("hi", { opcode: ping, isMasked: false })],
  [1002, "no mask on the second frame", [...started, ...clientFrame("x", { isMasked: false })]],
  [1002, "a continuation without a start", clientFrame("hi", { opcode: continuation })],
  [1002, "a continuation behind a whole message", [
    ...clientFrame("hi"),
    ...clientFrame("ho", { opcode: continuation }),
  ]],
  [1002, "a message within another one", [...started, ...clientFrame("hi")]],
  [1002, "a fragmented ping", clientFrame("hi", { opcode: ping, isFinal: false })],
  [1002, "a fragmented end", clientFrame([3, 232], { opcode: close, isFinal: false })],
  [1002, "a ping of 126 bytes", clientFrame("x".repeat(126), { opcode: ping })],
  [1002, "an end of 126 bytes", clientFrame([3, 232, ...Array(124).fill(65)], { opcode: close })],
  [1002, "a short length in three bytes", clientFrame("hi", { lengthBytes: 3 })],
  [1002, "a short length in nine bytes", clientFrame("x".repeat(200), { lengthBytes: 9 })],
  [1003, "a binary message", clientFrame("hi", { opcode: binary })],
  [1003, "the start of a binary message", clientFrame("hi", { opcode: binary, isFinal: false })],
  [1007, "a text that is not UTF-8", clientFrame(notText)],
  [1007, "a text that ends within a character", clientFrame([0xf0, 0x9f])],
  [1007, "half a surrogate pair", clientFrame([0xed, 0xa0, 0x80])],
  [1007, "an overlong character", clientFrame([0xc0, 0xaf])],
  [1007, "a fragment that is not UTF-8", [
    ...started,
    ...clientFrame(notText, {
      opcode: continuation,
      isFinal: false,
    }),
  ]],
  [1007, "fragments that end within a character", [
    ...clientFrame([0xf0, 0x9f], { isFinal: false }),
    ...clientFrame("", { opcode: continuation }),
  ]],
  [1007, "a reason that is not UTF-8", clientFrame([3, 232, ...notText], { opcode: close })],
  [1009, "a message that is too long", clientFrame("x".repeat(MAX_BYTES + 1))],
  [1009, "fragments that are too long together", [
    ...clientFrame("x".repeat(MAX_BYTES), { isFinal: false }),
    ...clientFrame("x", { opcode: continuation }),
  ]],
  [1009, "a length of 32 bits", clientFrame("", { length: 2 ** 31, lengthBytes: 9 })],
  [1009, "a length of 64 bits", clientFrame("", { length: 2 ** 63, lengthBytes: 9 })],
];

for (const [code, note, frames] of FLAWS) {
  Deno.test(`a WebSocket is closed with ${code} for ${note}, however it is cut`, () => {
    for (const size of SIZES) {
      const decoded = decode([...frames, ...clientFrame("ignored")], size);
      assert.equal(decoded.flaw, code);
      assert(!decoded.lines.includes("ignored"));
    }
  });
}

Deno.test("a flaw is found as soon as its bytes are there", () => {
  assert.equal(decode(clientFrame("x".repeat(500), { reserved: 1 }).slice(0, 1)).flaw, 1002);
  assert.equal(decode(clientFrame("", { length: 2 ** 40, lengthBytes: 9 })).flaw, 1009);
  assert.equal(decode(clientFrame([0xff, ...Array(900).fill(65)]).slice(0, 20)).flaw, 1007);
});

Deno.test("messages before a flaw are read", () => {
  const frames = [...clientFrame("hi"), ...clientFrame(notText)];
  for (const size of SIZES) assert.equal(decode(frames, size).lines.slice(0, 3), "hi\n");
});

/** Codes that a client may close with, and some that it may not. */
const CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999];
const NO_CODES = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535];

const bytesOf = (code: number) => [code >> 8, code & 0xff];

const ENDS: readonly (readonly [payload: number[], code: number | undefined, flaw?: number])[] = [
  [[], undefined],
  [[...bytesOf(1000), ...new TextEncoder().encode("going 👋")], 1000],
  ...CODES.map((code) => [bytesOf(code), code] as const),
  [[3], undefined, 1002],
  ...NO_CODES.map((code) => [bytesOf(code), undefined, 1002] as const),
];

Deno.test("a client may close with a code that has a meaning, and with none", () => {
  for (const [payload, code, flaw] of ENDS) {
    for (const size of SIZES) {
      const frames = [...clientFrame("hi"), ...clientFrame(payload, { opcode: close })];
      const { closeCode, ...decoded } = decode([...frames, ...clientFrame("ignored")], size);
      assert.deepEqual(decoded, { lines: "hi\n", pings: [], flaw, isClosed: true });
      assert.equal(closeCode, code);
    }
  }
});

/** A message in fragments, with control frames among them. */
const message = fc.tuple(
  fc.string({ unit: "grapheme", maxLength: 300, size: "max" }).filter((text) =>
    !text.includes("\n")
  ),
  fc.array(fc.nat(300), { maxLength: 4 }),
  fc.boolean(),
).filter(([text]) => new TextEncoder().encode(text).length <= MAX_BYTES);

function inFragments(message: string, cuts: readonly number[], isDisturbed: boolean): number[] {
  const bytes = [...new TextEncoder().encode(message)];
  const edges = [0, ...cuts.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).flatMap((end, index) => [
    ...clientFrame(bytes.slice(edges[index], end), {
      opcode: index === 0 ? text : continuation,
      isFinal: index === edges.length - 2,
    }),
    ...(isDisturbed ? clientFrame("are you there", { opcode: ping }) : []),
  ]);
}

Deno.test("any messages are read as lines, however they are fragmented and cut", () => {
  fc.assert(fc.property(
    fc.array(message, { maxLength: 5 }),
    fc.integer({ min: 1, max: 400 }),
    (messages, size) => {
      const frames = messages.flatMap((message) => inFragments(...message));
      const { lines, flaw } = decode(frames, size);
      assert.equal(flaw, undefined);
      assert.equal(lines, messages.map(([text]) => `${text}\n`).join(""));
    },
  ));
});

Deno.test("any bytes are read without an exception, and never as more than they are", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 1, max: 50 }),
      (bytes, size) => {
        const whole = decode([...bytes]);
        assert(whole.lines.length <= bytes.length);
        const cut = decode([...bytes], size);
        assert.deepEqual(cut.flaw, whole.flaw);
        if (whole.flaw === undefined) assert.deepEqual(cut, whole);
      },
    ),
  );
});

Deno.test("lines are sent as messages, wherever the stream is cut", () => {
  const line = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 200 }),
    fc.constantFrom("", "x".repeat(125), "x".repeat(126), "x".repeat(65535), "x".repeat(65536)),
  ).map((text) => text.replaceAll("\n", ""));
  fc.assert(fc.property(
    fc.array(line, { maxLength: 8 }),
    fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 8 }),
    (lines, sizes) => {
      const stream = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
      const sent: Uint8Array[] = [];
      let isInMessage = false;
      for (let at = 0, turn = 0; at < stream.length; turn++) {
        const part = stream.subarray(at, at + sizes[turn % sizes.length]!);
        const encoded = encodeLines(part, isInMessage);
        sent.push(encoded.frames);
        isInMessage = encoded.isInMessage;
        at += part.length;
      }
      const { frames, rest } = serverFrames(concat(sent));
      assert.equal(rest.length, 0);
      assert.equal(isInMessage, false);
      assert.deepEqual(serverMessages(frames), lines);
    },
  ));
});

Deno.test("control frames of the server are whole and short", () => {
  assert.deepEqual([...encodeClose(1001)], [0x88, 2, 3, 0xe9]);
  assert.deepEqual([...encodeClose()], [0x88, 0]);
  assert.deepEqual([...encodeControl(pong, Uint8Array.of(1))], [0x8a, 1, 1]);
  assert.equal(encodeControl(pong, new Uint8Array(200)).length, 127);
});

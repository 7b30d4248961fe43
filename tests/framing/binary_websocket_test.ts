import assert from "node:assert/strict";
import { OPCODE } from "../../lib/framing/websocket.ts";
import { WebSocketDecoder } from "../../lib/framing/websocket_decoder.ts";
import { clientFrame } from "../support/websocket_frames.ts";

const { continuation, binary } = OPCODE;
const MAX_BYTES = 1000;
const SIZES = [1, 2, 3, 5, 7, Infinity];

/** Decodes frames that arrive in pieces of so many bytes, from a client whose messages are binary. */
function decode(frames: readonly number[], size: number) {
  const decoder = new WebSocketDecoder(MAX_BYTES, { onPing() {} }, true);
  const decodeLine = new TextDecoder();
  let lines = "";
  for (let at = 0; at < frames.length; at += size) {
    const piece = Uint8Array.of(0, ...frames.slice(at, at + size));
    lines += decodeLine.decode(decoder.decode(piece), { stream: true });
  }
  return { lines, flaw: decoder.flaw?.code };
}

const BINARY: readonly (readonly [note: string, frames: number[], lines: string])[] = [
  ["a binary message", clientFrame("hi", { opcode: binary }), "hi\n"],
  ["an empty one", clientFrame("", { opcode: binary }), "\n"],
  ["bytes that are not UTF-8", clientFrame([0x68, 0xff], { opcode: binary }), "h\ufffd\n"],
  ["fragments", [
    ...clientFrame([0x68, 0xff], { opcode: binary, isFinal: false }),
    ...clientFrame("i", { opcode: continuation }),
  ], "h\ufffdi\n"],
  [
    "text behind it",
    [...clientFrame([0xff], { opcode: binary }), ...clientFrame("hi")],
    "\ufffd\nhi\n",
  ],
];

for (const [note, frames, lines] of BINARY) {
  Deno.test(`a client whose messages are binary may send ${note}, however it is cut`, () => {
    for (const size of SIZES) {
      const { lines: decoded, flaw } = decode(frames, size);
      assert.deepEqual([decoded, flaw], [lines, undefined]);
    }
  });
}

Deno.test("a client whose messages are binary sends one at a time, of a bounded size, and UTF-8 as text", () => {
  const start = clientFrame("x", { opcode: binary, isFinal: false });
  for (
    const [code, frames] of [
      [1002, [...start, ...clientFrame("hi", { opcode: binary })]],
      [1002, [...start, ...clientFrame("hi")]],
      [1007, [...clientFrame([0xff], { opcode: binary }), ...clientFrame([0xff])]],
      [1009, clientFrame("x".repeat(MAX_BYTES + 1), { opcode: binary })],
    ] as const
  ) {
    for (const size of SIZES) assert.equal(decode(frames, size).flaw, code);
  }
});

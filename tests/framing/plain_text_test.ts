import assert from "node:assert/strict";
import { frameText, toFrames } from "../../lib/framing/fixed_frames.ts";
import { plainFrame, plainText } from "../../lib/framing/plain_text.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("plainText accepts exactly the frames whose bytes are all printable ASCII", () => {
  for (let byte = 0; byte < 256; byte++) {
    for (const at of [0, 1, 2, 3, 100, 199]) {
      const frame = bytes("x".repeat(200));
      frame[at] = byte;
      // DEL is not printable, but harmless: it ends no line.
      const isPlain = byte >= 0x20 && byte < 0x80;
      assert.equal(plainText(frame) !== undefined, isPlain, `byte ${byte} at ${at}`);
    }
  }
});

Deno.test("a relayed plain frame equals one whose text was decoded and encoded again", () => {
  for (const text of ["", "a", " a b ", "x".repeat(193), "x".repeat(194), "x".repeat(200)]) {
    const frame = bytes(text.padEnd(200));
    const plain = plainText(frame)!;
    assert.equal(new TextDecoder().decode(plain), frameText(frame));
    const relayed = plainFrame(bytes("[bob] "), plain);
    const encoded = toFrames(frameText(frame), "[bob] ");
    assert.deepEqual(relayed, encoded.length === 200 ? encoded : undefined);
  }
});

Deno.test("plainText refuses a frame that starts between two 32-bit words", () => {
  const memory = bytes("x".repeat(204));
  for (const start of [1, 2, 3]) {
    assert.equal(plainText(memory.subarray(start, start + 200)), undefined);
  }
  assert.equal(plainText(memory.subarray(4, 204))?.length, 200);
});

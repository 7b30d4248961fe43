import assert from "node:assert/strict";
import { frameText, toFrames } from "../../lib/framing/fixed_frames.ts";
import { plainFrame, plainText } from "../../lib/framing/plain_text.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("plainText takes a frame for plain just when each of its bytes is printable ASCII", () => {
  for (let byte = 0; byte < 256; byte++) {
    for (const at of [0, 1, 2, 3, 100, 199]) {
      const frame = bytes("x".repeat(200));
      frame[at] = byte;
      // DEL is no more printable than what comes before the space, but no line ends there either.
      const isPlain = byte >= 0x20 && byte < 0x80;
      assert.equal(plainText(frame) !== undefined, isPlain, `byte ${byte} at ${at}`);
    }
  }
});

Deno.test("plainText leaves out the padding, and what is written is what a decoded text would be", () => {
  for (const text of ["", "a", " a b ", "x".repeat(193), "x".repeat(194), "x".repeat(200)]) {
    const frame = bytes(text.padEnd(200));
    const plain = plainText(frame)!;
    assert.equal(new TextDecoder().decode(plain), frameText(frame));
    const relayed = plainFrame(bytes("[bob] "), plain);
    const usual = toFrames(frameText(frame), "[bob] ");
    assert.deepEqual(relayed, usual.length === 200 ? usual : undefined);
  }
});

Deno.test("plainText leaves frames alone that start between two words of memory", () => {
  const memory = bytes("x".repeat(204));
  for (const start of [1, 2, 3]) {
    assert.equal(plainText(memory.subarray(start, start + 200)), undefined);
  }
  assert.equal(plainText(memory.subarray(4, 204))?.length, 200);
});

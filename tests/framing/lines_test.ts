import assert from "node:assert/strict";
import { BoundedLines, lineText } from "../../lib/framing/lines.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** Returns the lines of a stream that arrives in these pieces. */
function linesOf(pieces: Iterable<Uint8Array>, maxBytes = 1000): (string | undefined)[] {
  const seen: (string | undefined)[] = [];
  const lines = new BoundedLines(maxBytes, {
    onLine: (line) => seen.push(lineText(line)),
    onTooLong: () => seen.push("TOO LONG"),
  });
  for (const piece of pieces) lines.push(piece);
  return seen;
}

function* piecesOf(stream: Uint8Array, size: number): Iterable<Uint8Array> {
  for (let at = 0; at < stream.length; at += size) yield stream.subarray(at, at + size);
}

Deno.test("BoundedLines gives the same lines wherever a stream is split", () => {
  const stream = encode("SEND bob grüße 👋\n\nLIST\r\n");
  for (let split = 0; split <= stream.length; split++) {
    const [before, after] = [stream.slice(0, split), stream.slice(split)];
    assert.deepEqual(linesOf([before, after]), ["SEND bob grüße 👋", "", "LIST"]);
  }
});

Deno.test("BoundedLines accepts a stream one byte at a time, and a thousand lines at once", () => {
  const expected = Array.from({ length: 1000 }, (_, index) => `line ${index}`);
  const stream = encode(`${expected.join("\n")}\n`);
  assert.deepEqual(linesOf([stream]), expected);
  assert.deepEqual(linesOf(piecesOf(stream, 1)), expected);
});

Deno.test("BoundedLines holds back a line that has not ended", () => {
  assert.deepEqual(linesOf([encode("LIST")]), []);
});

Deno.test("BoundedLines copies a partial line, so that its caller can reuse the memory", () => {
  const memory = encode("first ");
  const seen: (string | undefined)[] = [];
  const lines = new BoundedLines(1000, {
    onLine: (line) => seen.push(lineText(line)),
    onTooLong: () => {},
  });
  lines.push(memory);
  memory.set(encode("second"));
  lines.push(encode("\n"));
  assert.deepEqual(seen, ["first "]);
});

Deno.test("BoundedLines accepts a line of exactly the limit, and skips a longer one", () => {
  const [longest, tooLong] = [`${"x".repeat(1000)}\n`, `${"x".repeat(1001)}\n`];
  for (const size of [1, 7, 999, 1000, 1001, 5000]) {
    assert.deepEqual(linesOf(piecesOf(encode(`LIST\n${longest}`), size)), [
      "LIST",
      "x".repeat(1000),
    ]);
    assert.deepEqual(
      linesOf(piecesOf(encode(`LIST\n${tooLong}LIST\n${tooLong}${tooLong}\n`), size)),
      ["LIST", "TOO LONG", "LIST", "TOO LONG", "TOO LONG", ""],
    );
  }
});

Deno.test("BoundedLines does no quadratic work for megabytes in small pieces", () => {
  const text = "0123456789".repeat(200_000);
  const [line] = linesOf(piecesOf(encode(`${text}\n`), 100), text.length);
  assert.equal(line, text);
});

Deno.test("lineText removes one carriage return, and returns undefined for bytes that are not UTF-8", () => {
  assert.equal(lineText(encode("hi\r")), "hi");
  assert.equal(lineText(encode("hi\r\r")), "hi\r");
  assert.equal(lineText(encode("\r")), "");
  assert.equal(lineText(encode("\ufeffhi \ufffd")), "\ufeffhi \ufffd");
  for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0x68, 0xc0, 0xaf]]) {
    assert.equal(lineText(Uint8Array.from(bytes)), undefined);
  }
});

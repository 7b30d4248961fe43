import assert from "node:assert/strict";
import { BoundedLines, lineText } from "../../lib/framing/lines.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** What comes out when a stream arrives in those pieces. */
function lines(pieces: Iterable<Uint8Array>, most = 1000): (string | undefined)[] {
  const seen: (string | undefined)[] = [];
  const splitter = new BoundedLines(most, {
    onLine: (line) => seen.push(lineText(line)),
    onTooLong: () => seen.push("TOO LONG"),
  });
  for (const piece of pieces) splitter.push(piece);
  return seen;
}

Deno.test("BoundedLines splits a stream at every offset", () => {
  const stream = encode("SEND bob grüße 👋\n\nLIST\r\n");
  for (let cut = 0; cut <= stream.length; cut++) {
    const [before, after] = [stream.slice(0, cut), stream.slice(cut)];
    assert.deepEqual(lines([before, after]), ["SEND bob grüße 👋", "", "LIST"]);
  }
});

Deno.test("BoundedLines takes a stream one byte at a time, and a thousand lines at once", () => {
  const expected = Array.from({ length: 1000 }, (_, index) => `line ${index}`);
  const stream = encode(`${expected.join("\n")}\n`);
  assert.deepEqual(lines([stream]), expected);
  assert.deepEqual(lines(Array.from(stream, (byte) => Uint8Array.of(byte))), expected);
});

Deno.test("BoundedLines gives nothing for a line that has not ended", () => {
  assert.deepEqual(lines([encode("LIST")]), []);
});

Deno.test("BoundedLines keeps a part when the memory it came in is used again", () => {
  const memory = encode("first ");
  const seen: (string | undefined)[] = [];
  const splitter = new BoundedLines(1000, {
    onLine: (line) => seen.push(lineText(line)),
    onTooLong: () => {},
  });
  splitter.push(memory);
  memory.set(encode("second"));
  splitter.push(encode("\n"));
  assert.deepEqual(seen, ["first "]);
});

Deno.test("BoundedLines takes the longest line there may be, and passes over a longer one", () => {
  const [most, more] = [`${"x".repeat(1000)}\n`, `${"x".repeat(1001)}\n`];
  for (const size of [1, 7, 999, 1000, 1001, 5000]) {
    assert.deepEqual(lines(pieces(encode(`LIST\n${most}`), size)), ["LIST", "x".repeat(1000)]);
    assert.deepEqual(
      lines(pieces(encode(`LIST\n${more}LIST\n${more}${more}\n`), size)),
      ["LIST", "TOO LONG", "LIST", "TOO LONG", "TOO LONG", ""],
    );
  }
});

Deno.test("BoundedLines handles megabytes that come in small pieces without quadratic work", () => {
  const text = "0123456789".repeat(200_000);
  const [line] = lines(pieces(encode(`${text}\n`), 100), text.length);
  assert.equal(line, text);
});

Deno.test("lineText strips one carriage return, and tells what is not UTF-8", () => {
  assert.equal(lineText(encode("hi\r")), "hi");
  assert.equal(lineText(encode("hi\r\r")), "hi\r");
  assert.equal(lineText(encode("\r")), "");
  assert.equal(lineText(encode("\ufeffhi \ufffd")), "\ufeffhi \ufffd");
  for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0x68, 0xc0, 0xaf]]) {
    assert.equal(lineText(Uint8Array.from(bytes)), undefined);
  }
});

function* pieces(stream: Uint8Array, size: number): Iterable<Uint8Array> {
  for (let at = 0; at < stream.length; at += size) yield stream.subarray(at, at + size);
}

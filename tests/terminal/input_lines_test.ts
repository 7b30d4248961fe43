import { deepEqual, equal } from "node:assert/strict";
import { readLines } from "../../lib/terminal/input_lines.ts";

/** Reads `bytes` in pieces of at most `size` bytes. */
function linesOf(bytes: Uint8Array, size = Infinity): Promise<string[]> {
  let rest = bytes;
  return Array.fromAsync(readLines({
    read(into) {
      if (rest.length === 0) return Promise.resolve(null);
      const part = rest.subarray(0, Math.min(size, into.length));
      into.set(part);
      rest = rest.subarray(part.length);
      return Promise.resolve(part.length);
    },
  }));
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

Deno.test("readLines cuts at newlines, however the bytes come", async () => {
  const text = "one\n\ntwo é 日本 😀\r\nrest\rrest\n";
  for (let size = 1; size < bytesOf(text).length + 1; size++) {
    deepEqual(await linesOf(bytesOf(text), size), ["one", "", "two é 日本 😀", "rest\rrest"]);
  }
});

Deno.test("readLines gives a last line that has no newline", async () => {
  deepEqual(await linesOf(bytesOf("one\ntwo")), ["one", "two"]);
  deepEqual(await linesOf(bytesOf("one\r")), ["one"]);
  deepEqual(await linesOf(bytesOf("")), []);
});

Deno.test("readLines takes one carriage return before a newline away", async () => {
  deepEqual(await linesOf(bytesOf("one\r\r\n\r\n")), ["one\r", ""]);
});

Deno.test("readLines replaces what is not UTF-8", async () => {
  const bytes = Uint8Array.of(0x61, 0xff, 0x62, 0x0a, 0xe6, 0x97);
  deepEqual(await linesOf(bytes), ["a\ufffdb", "\ufffd"]);
  deepEqual(await linesOf(bytes, 1), ["a\ufffdb", "\ufffd"]);
});

Deno.test("readLines reads a line of many megabytes", async () => {
  const [line] = await linesOf(new Uint8Array(20_000_000).fill(0x61));
  equal(line?.length, 20_000_000);
});

Deno.test("readLines takes a failing source for one that ends", async () => {
  deepEqual(await Array.fromAsync(readLines({ read: () => Promise.reject(new Error()) })), []);
});

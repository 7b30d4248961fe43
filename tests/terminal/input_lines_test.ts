import { deepEqual, equal } from "node:assert/strict";
import { readLines } from "../../lib/terminal/input_lines.ts";

/** Reads the lines of `bytes`, at most `size` bytes at a time. */
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

Deno.test("readLines splits at newlines, wherever the reads end", async () => {
  const text = "one\n\ntwo é 日本 😀\r\nrest\rrest\n";
  for (let size = 1; size < bytesOf(text).length + 1; size++) {
    deepEqual(await linesOf(bytesOf(text), size), ["one", "", "two é 日本 😀", "rest\rrest"]);
  }
});

Deno.test("readLines yields a last line without a newline", async () => {
  deepEqual(await linesOf(bytesOf("one\ntwo")), ["one", "two"]);
  deepEqual(await linesOf(bytesOf("one\r")), ["one"]);
  deepEqual(await linesOf(bytesOf("")), []);
});

Deno.test("readLines removes one carriage return before a newline", async () => {
  deepEqual(await linesOf(bytesOf("one\r\r\n\r\n")), ["one\r", ""]);
});

Deno.test("readLines replaces invalid UTF-8 with U+FFFD", async () => {
  const bytes = Uint8Array.of(0x61, 0xff, 0x62, 0x0a, 0xe6, 0x97);
  deepEqual(await linesOf(bytes), ["a\ufffdb", "\ufffd"]);
  deepEqual(await linesOf(bytes, 1), ["a\ufffdb", "\ufffd"]);
});

Deno.test("readLines yields a line of many megabytes", async () => {
  const [line] = await linesOf(new Uint8Array(20_000_000).fill(0x61));
  equal(line?.length, 20_000_000);
});

Deno.test("readLines ends when its source fails", async () => {
  deepEqual(await Array.fromAsync(readLines({ read: () => Promise.reject(new Error()) })), []);
});

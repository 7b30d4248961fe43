import assert from "node:assert/strict";
import fc from "fast-check";
import { countMarks, isHttpRequest } from "../../lib/framing/first_bytes.ts";
import { latin1 as bytes, REQUEST_LINES } from "../support/http_requests.ts";

const MARKS: readonly (readonly [start: string, count: number | undefined])[] = [
  ["", 0],
  ["hello", 0],
  ["\xef", undefined],
  ["\xef\xbb", undefined],
  ["\xef\xbb\xbf", 3],
  ["\xef\xbb\xbfhello", 3],
  // U+FF01 starts with the same byte.
  ["\xef\xbc\x81", 0],
  // A second byte order mark is text.
  ["\xef\xbb\xbf\xef\xbb\xbf", 3],
  ["\xff", undefined],
  ["\xff\xfb", undefined],
  ["\xff\xfb\x1f", 3],
  ["\xff\xfd\x03\xff\xfb\x18hi", 6],
  ["\xff\xf1hi", 2],
  ["\xff\n", 0],
  ["\xff\xfa\x18\x00xterm", undefined],
  ["\xff\xfa\x18\x00xterm\xff\xf0hi", 11],
  ["\xef\xbb\xbf\xff\xfb\x1fhi", 6],
  // The second byte of a data mark is urgent, and the system keeps it apart.
  ["\xff\xf4\xffhi", 3],
  ["\xff\xf4\xff", undefined],
  // Twice, the byte stands for itself.
  ["\xff\xff", 0],
  // Negotiation without an end is none.
  ["\xff\xf1".repeat(10_000), 8192],
  // A subnegotiation that never ends is none.
  [`\xff\xfa${"x".repeat(10_000)}`, 0],
];

Deno.test("byte order marks and telnet's negotiation at the start are skipped", () => {
  for (const [start, count] of MARKS) assert.equal(countMarks(bytes(start)), count, start);
});

/** Starts of other protocols. */
const OTHERS: readonly string[] = [
  "GETTY /\n",
  "get /\n",
  "LIST\n",
  "HELLO-FROM HTTP\n",
  `HELLO-FROM ${"x ".repeat(100)}`,
  "SEND bob HTTP/1.1 is a protocol\n",
  "POST office\n",
  "getdir\n",
  "{",
  '{"action":"login"} HTTP/1.1\n',
  "\n{",
  `Alice${" ".repeat(195)}`,
  `Alice /who${" ".repeat(190)}`,
  `Alice${"\0".repeat(195)}`,
  // Two frames, of which the second one is a message.
  `${"Alice".padEnd(200)}${"I speak HTTP/1.1\n".padEnd(200)}`,
  `\x00${"x".repeat(199)}`,
  `${"x".repeat(100)} ${"y".repeat(50)} ${"z".repeat(49)}`,
  "\n".repeat(8192),
  "x".repeat(8192),
];

for (const [request, note] of REQUEST_LINES) {
  Deno.test(`a request of HTTP is one however it is cut: ${note}`, () => {
    const start = bytes(request);
    assert.equal(isHttpRequest(start), true);
    const partly = Array.from(start, (_, at) => isHttpRequest(start.subarray(0, at + 1)));
    assert(!partly.includes(false), `It is another protocol after ${partly.indexOf(false)} bytes`);
    // Once it is certain, more bytes change nothing.
    assert(partly.slice(partly.indexOf(true)).every(Boolean));
  });
}

Deno.test("a request behind very many empty lines is one", () => {
  assert.equal(isHttpRequest(bytes(`${"\n".repeat(300)}BREW / HTTP/1.1\r\n`)), true);
});

Deno.test("the answer does not depend on where a start is cut", () => {
  const word = fc.constantFrom(
    "GET",
    "x",
    "BREW",
    "HELLO-FROM",
    "HTTP/1.1",
    "y".repeat(100),
    "/a",
    "",
  );
  const gap = fc.constantFrom(" ", " ", "\n", "\r\n", "  ", "/", "http", " ".repeat(100));
  const start = fc.array(fc.tuple(word, gap), { minLength: 1, maxLength: 8 })
    .map((parts) => bytes(parts.flat().join("")));
  fc.assert(fc.property(start, (start) => {
    const partly = Array.from(start, (_, at) => isHttpRequest(start.subarray(0, at + 1)));
    const first = partly.find((answer) => answer !== undefined);
    assert.equal(partly.at(-1), first);
  }));
});

Deno.test("a start of another protocol is no request of HTTP, however it is cut", () => {
  for (const other of OTHERS) {
    const start = bytes(other);
    assert.equal(isHttpRequest(start), false, other);
    for (let size = 0; size < Math.min(start.length, 300); size++) {
      assert.notEqual(isHttpRequest(start.subarray(0, size)), true, other.slice(0, size));
    }
  }
});

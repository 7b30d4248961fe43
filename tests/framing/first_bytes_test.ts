import assert from "node:assert/strict";
import { countMarks, isHttpRequest } from "../../lib/framing/first_bytes.ts";

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

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

const LONG = "x".repeat(300);

/** Requests of HTTP, with a word about those that are unusual. */
const REQUESTS: readonly (readonly [request: string, note?: string])[] = [
  ["GET / HTTP/1.1\r\n"],
  ["GET /\r\n", "of HTTP/0.9"],
  [`GET /${LONG} HTTP/1.1\r\n`],
  ["POST http://example.org/ HTTP/1.1\r\n", "as for a proxy"],
  ["OPTIONS * HTTP/1.1\r\n"],
  ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["PROPFIND /rooms HTTP/1.1\r\n"],
  ["CONNECT example.org:443 HTTP/1.1\r\n"],
  [`CONNECT ${LONG}:443 HTTP/1.1\r\n`],
  ["BREW pot HTTP/1.0\n", "with a method that a page has made up"],
  ["patch / HTTP/1.1\r\n", "in small letters, as fetch() leaves them"],
  [`patch /${LONG} HTTP/1.1\r\n`],
  [`BREW /${LONG} HTTP/1.1\r\n`],
  [`BREW /${"x".repeat(190)} HTTP/1.1\r\n`, "whose version is cut after 200 bytes"],
  [`M-SEARCH ${LONG} HTTP/1.1\r\n`],
  [`${LONG} / HTTP/1.1\r\n`, "with a method of 300 bytes"],
  ["HELLO-FROM / HTTP/1.1\r\n", "with a method that is a word of the direct dialect"],
  [`HELLO-FROM /${LONG} HTTP/1.1\r\n`],
  ["LIST / HTTP/1.1\r\n"],
  ["getdir / HTTP/1.1\r\n"],
  ["get / http HTTP/1.1\n"],
  ["\r\nGET / HTTP/1.1\r\n", "behind an empty line"],
  ["\n\r\n\nBREW / HTTP/1.1\r\n"],
  ["\xef\xbb\xbfPOST / HTTP/1.1\r\n", "behind a byte order mark"],
  ["\xff\xfb\x1f\r\nPOST / HTTP/1.1\r\n", "behind telnet's negotiation"],
];

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
  `\x00${"x".repeat(199)}`,
  `${"x".repeat(100)} ${"y".repeat(50)} ${"z".repeat(49)}`,
  "\n".repeat(8192),
  "x".repeat(8192),
];

for (const [request, note = request.slice(0, 30).trim()] of REQUESTS) {
  Deno.test(`a request of HTTP is one however it is cut: ${note}`, () => {
    const start = bytes(request);
    assert.equal(isHttpRequest(start), true);
    const partly = Array.from(start, (_, at) => isHttpRequest(start.subarray(0, at + 1)));
    assert(!partly.includes(false), `It is another protocol after ${partly.indexOf(false)} bytes`);
    // Once it is certain, more bytes change nothing.
    assert(partly.slice(partly.indexOf(true)).every(Boolean));
  });
}

Deno.test("a start of another protocol is no request of HTTP, however it is cut", () => {
  for (const other of OTHERS) {
    const start = bytes(other);
    assert.equal(isHttpRequest(start), false, other);
    for (let size = 0; size < Math.min(start.length, 300); size++) {
      assert.notEqual(isHttpRequest(start.subarray(0, size)), true, other.slice(0, size));
    }
  }
});

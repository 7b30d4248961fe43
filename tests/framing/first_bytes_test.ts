import assert from "node:assert/strict";
import { countMarks, isHttpRequest, mayBecomeHttpRequest } from "../../lib/framing/first_bytes.ts";

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

const HTTP = [
  "GET /",
  "GET / HTTP/1.1\r\n",
  `GET /${"x".repeat(500)}`,
  "POST http://example.org/",
  "OPTIONS * HTTP/1.1\r\n",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "PROPFIND /rooms",
  "CONNECT example.org:443 HTTP/1.1\r\n",
  "BREW pot HTTP/1.0\n",
  "get / http HTTP/1.1\n",
  `M-SEARCH ${"x".repeat(300)} HTTP/1.1\r\n`,
];

const NO_HTTP = [
  "",
  "GET",
  "GET ",
  "GETTY /",
  "get /",
  "LIST\n",
  "HELLO-FROM HTTP\n",
  "SEND bob HTTP/1.1 is a protocol\n",
  "POST office\n",
  "getdir\n",
  '{"action":"login"}\n',
  `Alice${" ".repeat(195)}`,
];

Deno.test("a request of HTTP is recognised by any method, or by the version at the end of its line", () => {
  for (const start of HTTP) assert.equal(isHttpRequest(bytes(start)), true, start);
  for (const start of NO_HTTP) assert.equal(isHttpRequest(bytes(start)), false, start);
});

Deno.test("a request of HTTP may become one until it is recognised, however it is cut", () => {
  for (const start of HTTP.filter((start) => /^[A-Z]/.test(start))) {
    for (let length = 1; length < Math.min(start.length, 200); length++) {
      const part = bytes(start.slice(0, length));
      assert(isHttpRequest(part) || mayBecomeHttpRequest(part), start.slice(0, length));
    }
  }
  for (const start of ["", "getdir", "{", "LIST\n", "x".repeat(200), "A".repeat(200)]) {
    assert.equal(mayBecomeHttpRequest(bytes(start)), false, start);
  }
});

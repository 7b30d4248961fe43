/**
 * The first bytes of a connection that belong to no dialect: marks to skip, and HTTP requests. The
 * rules are in `docs/protocols/one-port.md`.
 *
 * @module
 */
import { commandLength } from "./telnet.ts";

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

const NEWLINE = 0x0a;

/** The methods of RFC 9110, RFC 5789 and WebDAV, and the preface of HTTP/2. */
const METHODS =
  "ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT CONNECT COPY DELETE GET HEAD LABEL LINK " +
  "LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE MOVE OPTIONS ORDERPATCH PATCH " +
  "POST PRI PROPFIND PROPPATCH PUT QUERY REBIND REPORT SEARCH TRACE UNBIND UNCHECKOUT UNLINK " +
  "UNLOCK UPDATE UPDATEREDIRECTREF VERSION-CONTROL";

/** A method and the start of a target. */
const REQUEST_START = new RegExp(`^(?:${METHODS.replaceAll(" ", "|")}) (?:[/*]|http)`);

/** A whole first line with the version of HTTP at its end. */
const REQUEST_LINE = /^[^\n]* HTTP\/\d(?:\.\d)?\s*\n/;

/** The maximum size of a start that is searched for marks and HTTP, in bytes. */
const MAX_SEARCHED_BYTES = 8 * 1024;

/** A first line of this many bytes is not an HTTP request unless it starts like one. */
const MAX_UNDECIDED_BYTES = 200;

const decoder = new TextDecoder("latin1");

/**
 * Returns the number of bytes to skip at the start of a connection: a byte order mark, and telnet's
 * negotiation. Returns `undefined` while the bytes end in the middle of such a mark.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(countMarks(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b)), 3);
 * assert.equal(countMarks(Uint8Array.of(0xff, 0xfb)), undefined);
 * ```
 */
export function countMarks(start: Uint8Array): number | undefined {
  const mark = byteOrderMarkLength(start);
  if (mark === undefined) return undefined;
  for (let at = mark;;) {
    const length = commandLength(start, at, at > mark);
    if (length === undefined) return undefined;
    // Without a limit, a stranger could make the server keep negotiation for ever.
    if (length === 0 || at >= MAX_SEARCHED_BYTES) return at;
    at += length;
  }
}

/** Returns the length of the byte order mark at the start, like {@linkcode commandLength}. */
function byteOrderMarkLength(start: Uint8Array): number | undefined {
  const bytes = start.subarray(0, BYTE_ORDER_MARK.length);
  if (bytes.length === 0 || bytes.some((byte, at) => byte !== BYTE_ORDER_MARK[at])) return 0;
  return bytes.length === BYTE_ORDER_MARK.length ? bytes.length : undefined;
}

/**
 * Reports whether a connection begins with an HTTP request. A browser sends what any web page asks for:
 * such a request must never be read as something else.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const bytes = (text: string) => new TextEncoder().encode(text);
 * assert.equal(isHttpRequest(bytes("POST /")), true);
 * assert.equal(isHttpRequest(bytes("BREW pot HTTP/1.0\r\n")), true);
 * assert.equal(isHttpRequest(bytes("LIST\n")), false);
 * ```
 */
export function isHttpRequest(start: Uint8Array): boolean {
  return startsHttpRequest(start) || isHttpRequestLine(start);
}

/** Reports whether a connection begins with a method and a target. */
export function startsHttpRequest(start: Uint8Array): boolean {
  return REQUEST_START.test(textOf(start));
}

/** Reports whether a connection begins with a line that ends in a version of HTTP. */
export function isHttpRequestLine(start: Uint8Array): boolean {
  return start.includes(NEWLINE) && REQUEST_LINE.test(textOf(start));
}

function textOf(start: Uint8Array): string {
  return decoder.decode(start.subarray(0, MAX_SEARCHED_BYTES));
}

/** Reports whether the first line has not ended and may still turn out to be an HTTP request. */
export function mayBecomeHttpRequest(start: Uint8Array): boolean {
  const isUpperCase = start[0] !== undefined && start[0] >= 0x41 && start[0] <= 0x5a;
  return isUpperCase && start.length < MAX_UNDECIDED_BYTES && !start.includes(NEWLINE);
}

/** The reason why a connection ends that begins with an HTTP request. */
export const HTTP_END_REASON = "sent an HTTP request";

/** The response to an HTTP request. */
export const HTTP_REFUSAL: Uint8Array = new TextEncoder().encode(httpRefusal());

function httpRefusal(): string {
  const body = "This port speaks chat protocols, not HTTP.\n";
  return [
    "HTTP/1.1 404 Not Found",
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${body.length}`,
    "Connection: close",
    "",
    body,
  ].join("\r\n");
}

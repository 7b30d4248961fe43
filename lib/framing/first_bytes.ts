/**
 * The first bytes of a connection that belong to no dialect: marks to skip, and HTTP requests. The
 * rules are in `docs/protocols/one-port.md`.
 *
 * @module
 */
import { commandLength } from "./telnet.ts";

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

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

/** The characters of a method, which a page may make up, and the start of a version. */
const METHOD = "[!#$%&'*+.^_`|~\\w-]+";
const VERSION_START = "(?: (?:H(?:T(?:T(?:P(?:\\/[\\d.]{0,3}\\r?)?)?)?)?)?)?";

/** The first 200 bytes of a longer request line with a method that a page has made up. */
const LONG_REQUEST = new RegExp(`^${METHOD} (?:[/*]|http)[^ ]*${VERSION_START}$`);

/** The same for what may still end like a request line, however unlikely, and such a line. */
const UNLIKELY_REQUEST = new RegExp(`^${METHOD}(?: [^ ]+${VERSION_START}| )?$`);
const UNLIKELY_LINE = new RegExp(`^${METHOD} [^ \\n]+ HTTP\\/\\d(?:\\.\\d)?\\r?\\n`);

/** The starts of the requests that the server may grant. */
const GRANTED = ["GET /", "HEAD /"];

const BRACE = 0x7b;

/** The maximum size of a start that is searched for marks and HTTP, in bytes. */
const MAX_SEARCHED_BYTES = 8 * 1024;

/** The dialects wait for a line's end up to this many bytes. */
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
 * Reports whether a connection begins with an HTTP request: `undefined` while that is not certain. A
 * browser sends what any web page asks for, so such a request must never be read as something else.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const bytes = (text: string) => new TextEncoder().encode(text);
 * assert.equal(isHttpRequest(bytes("POST /")), true);
 * assert.equal(isHttpRequest(bytes("BREW pot HTTP/1.0\r\n")), true);
 * assert.equal(isHttpRequest(bytes("BREW pot")), undefined);
 * assert.equal(isHttpRequest(bytes("LIST\n")), false);
 * ```
 */
export function isHttpRequest(start: Uint8Array): boolean | undefined {
  const marks = countMarks(start);
  if (marks === undefined) return undefined;
  const at = marks + countBlankLines(start.subarray(marks));
  if (at === start.length) return at < MAX_SEARCHED_BYTES ? undefined : false;
  // No method starts like that.
  if (start[at] === BRACE) return false;
  const text = decoder.decode(start.subarray(at, at + MAX_SEARCHED_BYTES));
  if (REQUEST_START.test(text)) return true;
  const lineEnd = text.indexOf("\n");
  const undecided = Math.max(1, MAX_UNDECIDED_BYTES - (at - marks));
  if (lineEnd >= 0 && lineEnd < undecided) return REQUEST_LINE.test(text);
  if (text.length < undecided) return undefined;
  // A line may be a frame of another protocol and what follows it, unless it is a request so far.
  const first = text.slice(0, undecided);
  if (LONG_REQUEST.test(first)) return true;
  if (!UNLIKELY_REQUEST.test(first)) return false;
  if (lineEnd >= 0) return UNLIKELY_LINE.test(text);
  return text.length < MAX_SEARCHED_BYTES && UNLIKELY_REQUEST.test(text) ? undefined : false;
}

/** Returns the size of the empty lines at the start, which HTTP allows before a request. */
export function countBlankLines(start: Uint8Array): number {
  let at = 0;
  while (start[at] === CARRIAGE_RETURN || start[at] === NEWLINE) at++;
  return at;
}

/**
 * Reports whether bytes have to be held that may still become an HTTP request, because somebody would
 * act on them: on 200 bytes without a line's end, a dialect, and on a request that it may grant, the
 * server.
 */
export function mustBeHeld(start: Uint8Array): boolean {
  const marks = countMarks(start) ?? start.length;
  const text = decoder.decode(start.subarray(marks, marks + MAX_SEARCHED_BYTES));
  if (text.trim() === "") return false;
  return text.length >= MAX_UNDECIDED_BYTES || GRANTED.some((request) => request.startsWith(text));
}

/** The reason why a connection ends whose HTTP request the server does not grant. */
export const HTTP_END_REASON = "sent an HTTP request";

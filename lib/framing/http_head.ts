/**
 * The head of an HTTP/1.1 request, as RFC 9112 has it. The parser is strict: a browser sends nothing
 * unusual, and what two programs read in two ways is a danger.
 *
 * @module
 */
import type { HttpStatus } from "./http_response.ts";

/** The maximum size of a head, in bytes. */
export const MAX_HEAD_BYTES = 8 * 1024;

/** The maximum number of header fields. Browsers send about twenty. */
const MAX_FIELDS = 100;

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

const REQUEST_LINE = /^([!#$%&'*+.^`|~\w-]+) ([\x21-\x7e]+) HTTP\/(\d(?:\.\d)?)$/;
/** A path, a whole URL, or what `OPTIONS` asks for. A redirect must not lead to another host. */
const TARGET = /^(?:\/|https?:\/\/|\*$)/i;
const NAME = /^[!#$%&'*+.^`|~\w-]+$/;
const CONTROL_CHARACTER = /[^\P{Cc}\t]/u;

/** The fields that announce a body. */
const BODY_FIELDS = ["content-length", "transfer-encoding"];

const decoder = new TextDecoder("latin1");

/** A request without its body. */
export interface HttpRequest {
  readonly method: string;
  /** The path of the target, without its query. */
  readonly path: string;
  /** The header fields by their names in small letters. Repeated ones are joined by commas. */
  readonly fields: ReadonlyMap<string, string>;
  /** Whether another request may follow on the connection. One with a body is the last. */
  readonly keepsAlive: boolean;
}

/** A request that cannot be understood, and the response to it. */
export class HttpFlaw {
  constructor(readonly status: HttpStatus, readonly text: string) {}
}

/** The response to something else than a request. */
export const NO_REQUEST: HttpFlaw = new HttpFlaw(
  400,
  "The first line is not a request of HTTP/1.1.",
);

/**
 * Returns the size of the head at the start of a request, with the empty line at its end; `undefined`
 * while it is not complete.
 */
export function headLength(start: Uint8Array): number | undefined {
  for (let end = start.indexOf(NEWLINE); end >= 0; end = start.indexOf(NEWLINE, end + 1)) {
    const next = start[end + 1] === CARRIAGE_RETURN ? end + 2 : end + 1;
    if (start[next] === NEWLINE) return next + 1;
  }
  return undefined;
}

/** Returns the response to a head that has grown too long. */
export function tooLong(start: Uint8Array): HttpFlaw {
  return start.includes(NEWLINE)
    ? new HttpFlaw(431, `The head of the request is longer than ${MAX_HEAD_BYTES} bytes.`)
    : new HttpFlaw(414, `The address is longer than ${MAX_HEAD_BYTES} bytes.`);
}

/**
 * Parses a complete head.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const head = "GET /chat?x=1 HTTP/1.1\r\nHost: localhost:55555\r\n\r\n";
 * const request = parseHead(new TextEncoder().encode(head));
 * assert(!(request instanceof HttpFlaw));
 * assert.equal(request.path, "/chat");
 * assert.equal(request.fields.get("host"), "localhost:55555");
 * ```
 */
export function parseHead(head: Uint8Array): HttpRequest | HttpFlaw {
  const [first = "", ...lines] = decoder.decode(head).trimEnd().replaceAll("\r\n", "\n").split(
    "\n",
  );
  const [, method, target, version] = REQUEST_LINE.exec(first) ?? [];
  if (method === undefined || target === undefined || version === undefined) {
    return NO_REQUEST;
  }
  if (!version.startsWith("1.")) return new HttpFlaw(505, "This server speaks HTTP/1.1.");
  if (lines.length > MAX_FIELDS) {
    return new HttpFlaw(431, `The request has more than ${MAX_FIELDS} header fields.`);
  }
  const fields = parseFields(lines);
  if (fields instanceof HttpFlaw) return fields;
  if (version !== "1.0" && !fields.has("host")) {
    return new HttpFlaw(400, "The header field Host is missing.");
  }
  if (!TARGET.test(target)) return new HttpFlaw(400, "The target of the request is malformed.");
  const { host, path } = splitTarget(target);
  if (host !== undefined && host !== fields.get("host")) {
    return new HttpFlaw(400, "The target and the header field Host differ.");
  }
  const hasBody = BODY_FIELDS.some((name) => fields.has(name));
  const isLast = hasBody || version !== "1.1" || hasToken(fields, "connection", "close");
  return { method, path, fields, keepsAlive: !isLast };
}

function parseFields(lines: readonly string[]): Map<string, string> | HttpFlaw {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (colon < 0 || !NAME.test(name) || CONTROL_CHARACTER.test(line)) {
      return new HttpFlaw(400, "A header field is malformed.");
    }
    const key = name.toLowerCase();
    const earlier = fields.get(key);
    if (earlier !== undefined && key === "host") {
      return new HttpFlaw(400, "The header field Host is there twice.");
    }
    fields.set(key, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return fields;
}

/** Reports whether a field has a token in its list, in capital or small letters. */
export function hasToken(
  fields: HttpRequest["fields"],
  name: string,
  token: string,
): boolean {
  return (fields.get(name) ?? "").toLowerCase().split(/[\s,]+/).includes(token);
}

/** Splits a target without its query. It is a whole URL where a client believes in a proxy. */
function splitTarget(target: string): { host: string | undefined; path: string } {
  const [, host, rest = ""] = /^(?:https?:\/\/([^/?#]*))?([^?#]*)/i.exec(target) ?? [];
  return { host, path: rest || "/" };
}

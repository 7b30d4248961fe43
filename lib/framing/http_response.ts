import { concat } from "./bytes.ts";
import { encodeText } from "./encode_text.ts";

/** The statuses that the servers send. */
const REASONS = {
  101: "Switching Protocols",
  200: "OK",
  304: "Not Modified",
  307: "Temporary Redirect",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  414: "URI Too Long",
  426: "Upgrade Required",
  431: "Request Header Fields Too Large",
  505: "HTTP Version Not Supported",
} as const;

export type HttpStatus = keyof typeof REASONS;

/** The headers of a response by their names. */
export type HttpHeaders = Readonly<Record<string, string>>;

/** Encodes a response of HTTP/1.1 with these headers and no others. */
export function encodeResponse(
  status: HttpStatus,
  headers: HttpHeaders,
  body: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${REASONS[status]}\r\n${lines.join("")}\r\n`;
  return concat([encodeText(head), body]);
}

/**
 * Encodes a response with one line of plain text, behind which the connection closes.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const response = new TextDecoder().decode(encodeTextResponse(404, "There is no such page."));
 * assert.match(response, /^HTTP\/1\.1 404 Not Found\r\n[^]*\r\n\r\nThere is no such page\.\n$/);
 * ```
 */
export function encodeTextResponse(
  status: HttpStatus,
  text: string,
  headers: HttpHeaders = {},
): Uint8Array {
  const body = encodeText(`${text}\n`);
  return encodeResponse(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": String(body.length),
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
    ...headers,
  }, body);
}

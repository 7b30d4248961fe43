/** Headers as the package sends them. Its own class checks and copies far more than is needed here. */
export interface HeaderBlock {
  encode(): Uint8Array;
}

/**
 * Encodes headers of a message.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const bytes = encodeHeaders({ "Nats-Msg-Id": "7" }).encode();
 * assert.equal(new TextDecoder().decode(bytes), "NATS/1.0\r\nNats-Msg-Id: 7\r\n\r\n");
 * ```
 *
 * @throws {RangeError} if a value has a line break.
 */
export function encodeHeaders(headers: Readonly<Record<string, string>>): HeaderBlock {
  let text = "NATS/1.0\r\n";
  for (const name in headers) {
    const value = headers[name]!;
    if (/[\r\n]/.test(value)) throw new RangeError(`The header "${name}" has a line break`);
    text += `${name}: ${value}\r\n`;
  }
  const bytes = encoder.encode(`${text}\r\n`);
  return { encode: () => bytes };
}

const encoder = new TextEncoder();

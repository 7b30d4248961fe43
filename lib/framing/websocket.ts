/**
 * The numbers of the WebSocket protocol, RFC 6455.
 *
 * @module
 */

/** The kinds of frames. */
export const OPCODE = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

/** The reasons for which the server closes a connection. */
export const CLOSE_CODE = {
  normal: 1000,
  protocolError: 1002,
  unsupportedData: 1003,
  invalidText: 1007,
  tooLong: 1009,
} as const;

/** The maximum size of a control frame's payload, in bytes. */
export const MAX_CONTROL_BYTES = 125;

/** The codes that stand for a connection that was closed in another way. */
const NEVER_SENT = [1004, 1005, 1006];

/**
 * Reports whether an end of a connection may close it with a code: one of the protocol, of a library
 * (from 3000) or of an application (from 4000).
 */
export function isCloseCode(code: number): boolean {
  const isOfProtocol = code >= 1000 && code <= 1014 && !NEVER_SENT.includes(code);
  return isOfProtocol || code >= 3000 && code <= 4999;
}

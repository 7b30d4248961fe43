/**
 * The part of ASN.1's DER encoding that a certificate needs. Own code because no package is loaded
 * for certificates: see `self_signed.ts`.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** The tags in use. A context-specific tag `[n]` identifies a field by its place. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  bytes: 0x04,
  oid: 0x06,
  text: 0x0c,
  utcTime: 0x17,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** The tag `[n]` of a field that holds bytes. */
  plain: (n: number) => 0x80 | n,
  /** The tag `[n]` of a field that holds other values. */
  holding: (n: number) => 0xa0 | n,
} as const;

/**
 * Encodes a value.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([...der(TAG.sequence, der(TAG.integer, [5]))], [0x30, 3, 0x02, 1, 5]);
 * ```
 */
export function der(tag: number, ...parts: (Uint8Array | readonly number[])[]): Uint8Array {
  const content = Buffer.concat(parts.map((part) => Uint8Array.from(part)));
  return Buffer.concat([Uint8Array.of(tag, ...lengthOf(content)), content]);
}

function lengthOf({ length }: Uint8Array): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

/** Encodes text. */
export function derText(tag: number, text: string): Uint8Array {
  return der(tag, new TextEncoder().encode(text));
}

/** Encodes an object identifier such as `1.2.840`. */
export function derOid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return der(TAG.oid, [40 * first + second, ...rest].flatMap(base128));
}

function base128(number: number): number[] {
  const digits = [number & 0x7f];
  while ((number >>= 7) > 0) digits.unshift(0x80 | number & 0x7f);
  return digits;
}

/** Encodes a time, rounded down to seconds. */
export function derTime(date: Date): Uint8Array {
  const digits = date.toISOString().replace(/\.\d+|[-:T]/g, "");
  return date.getUTCFullYear() < 2050
    ? derText(TAG.utcTime, digits.slice(2))
    : derText(TAG.time, digits);
}

/**
 * The records in the bucket `names`: each holds the names that could be one name, or look alike.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { lookOf } from "../chat/look.ts";
import { foldedLook } from "../chat/look_index.ts";
import { foldCase } from "../chat/name.ts";
import { canonicalName, keyOf } from "../chat/user.ts";
import { isSlot, parse } from "./beats.ts";

/** The length of a record's key, in characters: 132 bits, so nobody finds two names by force. */
const KEY_LENGTH = 22;

/** A name with everything that decides about its being taken. */
export interface ComparedName {
  /** In its own letters: the key does not tell how it looks. */
  readonly name: string;
  readonly key: string;
  readonly skeleton: string;
  readonly beyondAscii: string;
}

/** A name of a user, and that user's server. */
export interface Holder extends ComparedName {
  readonly slot: number;
  readonly boot: string;
}

/** Returns a name in the form in which names are compared. */
export function comparedName(name: string): ComparedName {
  const canonical = canonicalName(name);
  return { name: canonical, key: keyOf(canonical), ...foldedLook(canonical) };
}

/**
 * Reports whether two users cannot have these names at the same time: the rules of `NameSpace`.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const clash = (one: string, other: string) => excludeEachOther(comparedName(one), comparedName(other));
 * assert.equal(clash("Bill", "bill"), true);
 * assert.equal(clash("user1", "us\u0435r1"), true);
 * assert.equal(clash("user1", "userl"), false);
 * ```
 */
export function excludeEachOther(one: ComparedName, other: ComparedName): boolean {
  return one.key === other.key ||
    one.skeleton === other.skeleton && one.beyondAscii !== other.beyondAscii;
}

/**
 * Returns the key of the record that a name belongs to. Names that exclude each other have the same one:
 * those that look alike, and those that differ in capitals only, which may look different (`Il`, `il`).
 */
export function nameRecordKey({ skeleton }: ComparedName): string {
  // Small letters first, for `M` and `m`, whose skeleton is `rn`; then capitals, for `i` and `I`, that of `l`.
  const small = foldCase(lookOf(skeleton).skeleton);
  const capitals = small.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
  const shape = foldCase(lookOf(capitals).skeleton);
  return createHash("sha256").update(shape).digest("base64url").slice(0, KEY_LENGTH);
}

/** Encodes the holders of a record. */
export function encodeHolders(holders: readonly Holder[]): Uint8Array {
  const rows = holders.map(({ name, slot, boot }) => [name, slot, boot]);
  return new TextEncoder().encode(JSON.stringify({ holders: rows }));
}

/** Decodes the holders of a record. Anything else in it is left out. */
export function decodeHolders(bytes: Uint8Array): Holder[] {
  const value = parse(bytes) as { holders?: unknown } | undefined | null;
  if (!Array.isArray(value?.holders)) return [];
  return value.holders.flatMap((row: unknown) => {
    const [name, slot, boot] = Array.isArray(row) ? row : [];
    if (typeof name !== "string" || !isSlot(slot) || typeof boot !== "string") return [];
    return [{ ...comparedName(name), slot, boot }];
  });
}

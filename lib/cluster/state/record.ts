/**
 * The records of the cluster's bucket `state`: one for each shared row, and one for each row that was
 * removed, so that an older change which comes late does not bring it back.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { MAX_NAME_LENGTH } from "../../chat/name.ts";
import type { SharedKind, SharedRows } from "../../serving/shared_rows.ts";
import { BadRecord, Fields } from "./fields.ts";
import { isSharedKind, MAX_KEY_LENGTH, readRow, writeRow } from "./row_forms.ts";

/** The longest record that is read, in bytes. */
const MAX_RECORD_BYTES = 1024 * 1024;

/** The longest text that tells a server from the others, in UTF-16 code units. */
const MAX_SERVER_LENGTH = 200;

/** When a change was made, and by which server. No two changes of a record have the same. */
export interface Stamp {
  /** In milliseconds since 1970, by that server's clock. */
  readonly time: number;
  readonly by: string;
}

/** A shared row, or what is left of one. */
export interface SharedRecord<Kind extends SharedKind = SharedKind> extends Stamp {
  readonly kind: Kind;
  readonly key: string;
  /** `undefined` if the row is removed. */
  readonly row: SharedRows[Kind] | undefined;
  /** When the account was registered that the row belongs to: a later owner of the name gets none of it. */
  readonly created: number | undefined;
  /** The name of the user who has got a waiting message that is removed. */
  readonly receiver: string | undefined;
}

/** Reports whether a change was made after another one of the same record. */
export function isLater(one: Stamp, other: Stamp): boolean {
  return one.time > other.time || one.time === other.time && one.by > other.by;
}

/** Reports whether two stamps are those of one change. */
export function isSame(one: Stamp, other: Stamp): boolean {
  return one.time === other.time && one.by === other.by;
}

/** Returns the key in the bucket: keys of rows may be long, and hold any characters. */
export function bucketKey(kind: string, key: string): string {
  return `${kind}.${createHash("sha256").update(key).digest("base64url")}`;
}

/** Returns the bytes of a record. */
export function encodeRecord({ row, kind, ...rest }: SharedRecord): Uint8Array {
  const value = row === undefined ? undefined : writeRow(kind, row);
  return new TextEncoder().encode(JSON.stringify({ ...rest, row: value }));
}

/**
 * Returns the record of some bytes.
 *
 * @param at The record's key in the bucket.
 * @throws {BadRecord} if this version does not understand it.
 */
export function decodeRecord(at: string, bytes: Uint8Array): SharedRecord {
  const [kind = ""] = at.split(".", 1);
  if (!isSharedKind(kind)) throw new BadRecord("it is of no known kind");
  if (bytes.length > MAX_RECORD_BYTES) throw new BadRecord("it is too long");
  const fields = new Fields(parse(bytes));
  const key = fields.text("key", MAX_KEY_LENGTH);
  if (bucketKey(kind, key) !== at) throw new BadRecord("its key belongs to another record");
  const optional = <T>(name: string, read: () => T) =>
    fields.get(name) === undefined ? undefined : read();
  return {
    ...{ kind, key },
    ...readStamp(fields),
    row: optional("row", () => readRow(kind, key, fields.get("row"))),
    created: optional("created", () => fields.time("created")),
    receiver: optional("receiver", () => fields.line("receiver", MAX_NAME_LENGTH)),
  };
}

/** @throws {BadRecord} */
export function readStamp(fields: Fields): Stamp {
  return { time: fields.time("time"), by: fields.line("by", MAX_SERVER_LENGTH) };
}

/** @throws {BadRecord} if it is not JSON. */
export function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new BadRecord("it is not JSON");
  }
}

/** Returns the record of some bytes; `undefined` if this version does not understand it. */
export function decodeIfSound(at: string, bytes: Uint8Array): SharedRecord | undefined {
  try {
    return decodeRecord(at, bytes);
  } catch (error) {
    if (!(error instanceof BadRecord)) throw error;
  }
}

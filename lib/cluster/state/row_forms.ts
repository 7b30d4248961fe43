/**
 * The forms of shared rows, as JSON values.
 *
 * @module
 */
import { channelKey, MAX_NAME_LENGTH } from "../../chat/name.ts";
import { keyOf } from "../../chat/user.ts";
import { banKey, isNetworkForm } from "../../serving/moderation/bans.ts";
import type { SharedKind, SharedRows } from "../../serving/shared_rows.ts";
import type { Account } from "../../store/account_table.ts";
import { BadRecord, checkLine, Fields } from "./fields.ts";

/** The longest texts, in UTF-16 code units. They leave room for what later versions may allow. */
const MAX_LINE = 20_000;
const MAX_TEXT = 200_000;

/** The longest key of a row: a kind of ban, and a name. */
export const MAX_KEY_LENGTH = MAX_NAME_LENGTH + 10;

const MAX_BLOCKS = 10_000;
const MAX_HASH_BYTES = 128;

/** The highest id of a row that a table takes. */
const MAX_ID = 9_000_000_000_000_000;

/** What scrypt may cost. The tables refuse more. */
const MAX_COST = 2 ** 20;
const MAX_PARALLELIZATION = 16;

type Readers = {
  readonly [Kind in SharedKind]: (value: unknown, key: string) => SharedRows[Kind];
};

const READERS: Readers = {
  account: readAccount,
  operator(value) {
    if (value !== true) throw new BadRecord("the right is not true");
    return true;
  },
  blocks(value) {
    if (!Array.isArray(value) || value.length > MAX_BLOCKS) throw new BadRecord("it is no list");
    return value.map((name) => checkLine(name, "a name", MAX_LINE));
  },
  waiting(value, key) {
    checkId(key);
    const fields = new Fields(value);
    return {
      account: fields.line("account", MAX_NAME_LENGTH),
      sender: fields.line("sender", MAX_NAME_LENGTH),
      time: fields.time("time"),
      text: fields.text("text", MAX_TEXT),
    };
  },
  ban(value, key) {
    const fields = new Fields(value);
    const kind = fields.get("kind");
    if (kind !== "name" && kind !== "network") throw new BadRecord("it bans nothing");
    const target = fields.line("target", MAX_NAME_LENGTH);
    if (kind === "network" && !isNetworkForm(target)) {
      throw new BadRecord("it bans no network");
    }
    const ban = { kind, target, owner: fields.line("owner", MAX_NAME_LENGTH) } as const;
    checkKey(key, banKey(ban));
    return { ...ban, ...readPenalty(fields) };
  },
  mute(value, key) {
    const fields = new Fields(value);
    const name = fields.line("name", MAX_NAME_LENGTH);
    checkKey(key, name);
    return { name, ...readPenalty(fields) };
  },
  topic(value, key) {
    const fields = new Fields(value);
    const name = fields.line("name", MAX_NAME_LENGTH);
    checkKey(key, channelKey(name));
    return {
      name,
      text: fields.line("text", MAX_LINE),
      author: fields.line("author", MAX_NAME_LENGTH),
      time: fields.time("time"),
      isLocked: fields.boolean("isLocked"),
    };
  },
  audit(value, key) {
    checkId(key);
    const fields = new Fields(value);
    return {
      time: fields.time("time"),
      actor: fields.line("actor", MAX_NAME_LENGTH),
      action: fields.line("action", MAX_LINE),
      target: fields.line("target", MAX_LINE),
      detail: fields.line("detail", MAX_LINE),
    };
  },
};

/** Reports whether this version knows a kind of rows. */
export function isSharedKind(kind: string): kind is SharedKind {
  return Object.hasOwn(READERS, kind);
}

/** Returns the JSON value of a row. */
export function writeRow<Kind extends SharedKind>(kind: Kind, row: SharedRows[Kind]): unknown {
  if (kind !== "account") return row;
  const { name, created, password } = row as Account;
  return {
    ...{ name, created },
    ...password,
    salt: password.salt.toBase64(),
    hash: password.hash.toBase64(),
  };
}

/**
 * Returns the row of a JSON value.
 *
 * @throws {BadRecord} if the tables could not take it, or if users must not see it.
 */
export function readRow<Kind extends SharedKind>(
  kind: Kind,
  key: string,
  value: unknown,
): SharedRows[Kind] {
  return READERS[kind](value, key);
}

function readAccount(value: unknown, key: string): Account {
  const fields = new Fields(value);
  const name = fields.line("name", MAX_NAME_LENGTH);
  if (name === "") throw new BadRecord("the name is empty");
  checkKey(key, keyOf(name));
  const cost = fields.integer("cost", 2, MAX_COST);
  const blockSize = fields.integer("blockSize", 1, MAX_COST);
  const parallelization = fields.integer("parallelization", 1, MAX_PARALLELIZATION);
  if (!Number.isInteger(Math.log2(cost)) || cost * blockSize > MAX_COST) {
    throw new BadRecord("its password has parameters that scrypt does not take");
  }
  const salt = fields.bytes("salt", MAX_HASH_BYTES);
  const hash = fields.bytes("hash", MAX_HASH_BYTES);
  const password = { salt, hash, cost, blockSize, parallelization };
  return { key, name, created: fields.time("created"), password };
}

function readPenalty(fields: Fields) {
  return {
    until: fields.get("until") === null ? null : fields.time("until"),
    reason: fields.line("reason", MAX_LINE),
    author: fields.line("author", MAX_NAME_LENGTH),
    time: fields.time("time"),
  };
}

function checkKey(key: string, expected: string): void {
  if (key !== expected) throw new BadRecord("its key belongs to another row");
}

function checkId(key: string): void {
  const id = Number(key);
  if (!Number.isInteger(id) || id < 0 || id > MAX_ID || String(id) !== key) {
    throw new BadRecord("its key is no id");
  }
}

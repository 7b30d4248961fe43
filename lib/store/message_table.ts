import type { StatementSync } from "node:sqlite";
import type { Store } from "./store.ts";
import { wholeText, wholeTextColumn } from "./whole_text.ts";

/** A row of the table. */
export interface StoredMessage {
  readonly id: number;
  readonly channel: number;
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly sender: string;
  readonly text: string;
}

/** The messages that a reader has seen: the last one of each server by its slot, `after` for the others. */
interface Seen {
  readonly after: number;
  readonly seen: ReadonlyMap<number, number>;
}

const COLUMNS = `
  messages.id, messages.channel, time, sender, ${wholeTextColumn("messages.text")} AS text
`;

/** Rows that are read at once: a message may be long. */
const CHUNK = 20;

/** Rows that one statement adds: that is twice as fast as one by one. */
const ROWS_AT_ONCE = 20;
const COLUMN_COUNT = 5;

/** The messages of all channels. */
export class MessageTable {
  readonly #statements: ReturnType<typeof prepareAll>;

  constructor({ database }: Store) {
    this.#statements = prepareAll((sql) => database.prepare(sql));
  }

  /** The highest id; 0 if there is none. */
  get lastId(): number {
    return Number(this.#statements.lastId.get()!.id ?? 0);
  }

  /** Adds messages. */
  insert(messages: readonly StoredMessage[]): void {
    const rest = messages.length % ROWS_AT_ONCE;
    for (const { id, channel, time, sender, text } of messages.slice(0, rest)) {
      this.#statements.insert.run(id, channel, time, sender, text);
    }
    const values: (number | string)[] = [];
    for (const { id, channel, time, sender, text } of messages.slice(rest)) {
      values.push(id, channel, time, sender, text);
      if (values.length < COLUMN_COUNT * ROWS_AT_ONCE) continue;
      this.#statements.insertMany.run(...values);
      values.length = 0;
    }
  }

  /** The messages of a channel with lower ids, the newest first. */
  before(channel: number, id: number): Iterable<StoredMessage> {
    return chunks((last) => this.#statements.before.all(channel, last, CHUNK), id);
  }

  /** The messages of a channel with higher ids, the oldest first. */
  after(channel: number, id: number): Iterable<StoredMessage> {
    return chunks((last) => this.#statements.after.all(channel, last, CHUNK), id);
  }

  /**
   * The messages of a channel that a reader has not seen, the oldest first.
   *
   * @param from Messages up to this id are left out.
   * @param slots The number of slots. The rest of an id's division by it is the server's slot.
   */
  unseen(channel: number, seen: Seen, from: number, slots: number): Iterable<StoredMessage> {
    const [last, { after }] = [lastOfSlots(seen), seen];
    return chunks(
      (from) => this.#statements.unseen.all(last, slots, channel, from, after, CHUNK),
      from,
    );
  }

  /** Counts what {@linkcode unseen} returns. */
  countUnseen(channel: number, seen: Seen, from: number, slots: number): number {
    const { countUnseen } = this.#statements;
    return Number(countUnseen.get(lastOfSlots(seen), slots, channel, from, seen.after)!.count);
  }

  /** Returns the id of a channel's first message at this time or later. Times grow with the ids. */
  firstSince(channel: number, time: number): number | undefined {
    const { ends, firstFrom } = this.#statements;
    const { first, last } = ends.get(channel)!;
    if (first === null) return undefined;
    let [low, high] = [Number(first), Number(last) + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = firstFrom.get(channel, middle)!;
      if (Number(row.time) >= time) high = middle;
      else low = Number(row.id) + 1;
    }
    const row = firstFrom.get(channel, low);
    return row && Number(row.id);
  }

  count(channel: number): number {
    return Number(this.#statements.count.get(channel)!.count);
  }

  countAfter(channel: number, id: number): number {
    return Number(this.#statements.countAfter.get(channel, id)!.count);
  }

  /** The messages of all channels with higher ids, the oldest first. */
  allAfter(id: number): Iterable<StoredMessage> {
    return chunks((last) => this.#statements.allAfter.all(last, CHUNK), id);
  }

  /** The messages of a sender, the oldest first. */
  from(sender: string): Iterable<StoredMessage> {
    return chunks((last) => this.#statements.from.all(sender, last, CHUNK), -1);
  }

  /** The messages of a query to the index of words, the newest first. */
  matching(query: string, count: number): StoredMessage[] {
    return this.#statements.matching.all(query, count).map(toMessage);
  }

  delete(id: number): void {
    this.#statements.delete.run(id);
  }
}

const INSERT = "INSERT INTO messages (id, channel, time, sender, text) VALUES";
const ROW = "(?, ?, ?, ?, ?)";

/** SQLite makes an index of what a reader has seen: there may be thousands of messages to compare. */
const SEEN =
  "WITH seen AS MATERIALIZED (SELECT value->>0 AS slot, value->>1 AS last FROM json_each(?))";
const UNSEEN = `
  messages LEFT JOIN seen ON seen.slot = messages.id % ?
  WHERE channel = ? AND messages.id > ? AND messages.id > coalesce(seen.last, ?)
`;

function prepareAll(prepare: (sql: string) => StatementSync) {
  const select = (rest: string) => prepare(`SELECT ${COLUMNS} FROM messages ${rest}`);
  return {
    lastId: prepare("SELECT max(id) AS id FROM messages"),
    insert: prepare(`${INSERT} ${ROW}`),
    insertMany: prepare(`${INSERT} ${Array(ROWS_AT_ONCE).fill(ROW).join()}`),
    before: select("WHERE channel = ? AND id < ? ORDER BY id DESC LIMIT ?"),
    after: select("WHERE channel = ? AND id > ? ORDER BY id LIMIT ?"),
    ends: prepare("SELECT min(id) AS first, max(id) AS last FROM messages WHERE channel = ?"),
    firstFrom: prepare(
      "SELECT id, time FROM messages WHERE channel = ? AND id >= ? ORDER BY id LIMIT 1",
    ),
    count: prepare("SELECT count(*) AS count FROM messages WHERE channel = ?"),
    countAfter: prepare("SELECT count(*) AS count FROM messages WHERE channel = ? AND id > ?"),
    unseen: prepare(`${SEEN} SELECT ${COLUMNS} FROM ${UNSEEN} ORDER BY messages.id LIMIT ?`),
    countUnseen: prepare(`${SEEN} SELECT count(*) AS count FROM ${UNSEEN}`),
    allAfter: select("WHERE id > ? ORDER BY id LIMIT ?"),
    from: select("WHERE sender = ? AND id > ? ORDER BY id LIMIT ?"),
    matching: select(
      "JOIN words ON words.rowid = messages.id WHERE words MATCH ? ORDER BY words.rowid DESC LIMIT ?",
    ),
    delete: prepare("DELETE FROM messages WHERE id = ?"),
  };
}

/** Returns the last message seen of each server, in the form that the statements take. */
function lastOfSlots({ seen }: Seen): string {
  return JSON.stringify([...seen]);
}

function* chunks(
  read: (last: number) => Record<string, unknown>[],
  from: number,
): Iterable<StoredMessage> {
  let last = from;
  for (;;) {
    const rows = read(last);
    for (const row of rows) yield toMessage(row);
    if (rows.length < CHUNK) return;
    last = Number(rows.at(-1)!.id);
  }
}

function toMessage(row: Record<string, unknown>): StoredMessage {
  const { id, channel, time, sender, text } = row;
  return {
    ...{ id: Number(id), channel: Number(channel), time: Number(time), sender: String(sender) },
    text: wholeText(text),
  };
}

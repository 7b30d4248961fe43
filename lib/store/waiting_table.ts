import type { StatementSync } from "node:sqlite";
import type { Store } from "./store.ts";
import { wholeText, wholeTextColumn } from "./whole_text.ts";

/** A private message that waits for a registered name. */
export interface WaitingMessage {
  readonly id: number;
  /** The name of the sender. */
  readonly sender: string;
  /** When it was sent, in milliseconds since 1970. */
  readonly time: number;
  readonly text: string;
}

/** The private messages of a store that wait for registered names. Every call may throw a `StoreError`. */
export class WaitingTable {
  readonly #store: Store;
  readonly #insert: StatementSync;
  readonly #lastId: StatementSync;
  readonly #count: StatementSync;
  readonly #countFrom: StatementSync;
  readonly #bytes: StatementSync;
  readonly #of: StatementSync;
  readonly #find: StatementSync;
  readonly #delete: StatementSync;
  readonly #expire: StatementSync;

  constructor(store: Store) {
    this.#store = store;
    const { database } = store;
    this.#insert = database.prepare(
      "INSERT INTO waiting (id, account, sender, time, text) VALUES (?, ?, ?, ?, ?)",
    );
    this.#lastId = database.prepare("SELECT coalesce(max(id), 0) AS id FROM waiting");
    this.#count = database.prepare("SELECT count(*) AS count FROM waiting WHERE account = ?");
    this.#countFrom = database.prepare(
      "SELECT count(*) AS count FROM waiting WHERE account = ? AND sender = ?",
    );
    this.#bytes = database.prepare("SELECT total(octet_length(text)) AS bytes FROM waiting");
    this.#of = database.prepare(`
      SELECT id, sender, time, ${wholeTextColumn("text")} AS text FROM waiting
      WHERE account = ? AND time > ? ORDER BY id
    `);
    this.#find = database.prepare(`
      SELECT id, account, sender, time, ${wholeTextColumn("text")} AS text FROM waiting WHERE id = ?
    `);
    this.#delete = database.prepare("DELETE FROM waiting WHERE id = ?");
    this.#expire = database.prepare(`
      DELETE FROM waiting WHERE id IN (SELECT id FROM waiting WHERE time <= ? ORDER BY id LIMIT ?)
    `);
  }

  /**
   * Adds a message for an account. Returns its id.
   *
   * @param id Its place among the others; by default behind them all.
   */
  add(
    account: string,
    { sender, time, text }: Omit<WaitingMessage, "id">,
    id: number | null = null,
  ): number {
    return this.#store.write(() =>
      Number(this.#insert.run(id, account, sender, time, text).lastInsertRowid)
    );
  }

  /** Returns a message and the key of the account that it waits for. */
  find(id: number): WaitingMessage & { readonly account: string } | undefined {
    const row = this.#store.read(() => this.#find.get(id));
    return row && { ...toMessage(row), account: String(row["account"]) };
  }

  /** Returns the greatest id; 0 without messages. */
  lastId(): number {
    return this.#store.read(() => Number(this.#lastId.get()!["id"]));
  }

  /** Counts the messages that wait for an account. */
  count(account: string): number {
    return this.#store.read(() => Number(this.#count.get(account)!["count"]));
  }

  /** Counts the messages of one sender that wait for an account. */
  countFrom(account: string, sender: string): number {
    return this.#store.read(() => Number(this.#countFrom.get(account, sender)!["count"]));
  }

  /** Returns the size of all texts, in bytes. */
  bytes(): number {
    return this.#store.read(() => Number(this.#bytes.get()!["bytes"]));
  }

  /** Returns the messages for an account that were sent after a time, in the order in which they came. */
  of(account: string, after: number): WaitingMessage[] {
    const rows = this.#store.read(() => this.#of.all(account, after));
    return rows.map(toMessage);
  }

  /** Removes messages. */
  remove(ids: readonly number[]): void {
    this.#store.write(() => {
      for (const id of ids) this.#delete.run(id);
    });
  }

  /** Removes messages that were sent until a time, at most so many. Returns how many it removed. */
  expire(until: number, max: number): number {
    return this.#store.write(() => Number(this.#expire.run(until, max).changes));
  }
}

function toMessage({ id, sender, time, text }: Record<string, unknown>): WaitingMessage {
  return { id: Number(id), sender: String(sender), time: Number(time), text: wholeText(text) };
}

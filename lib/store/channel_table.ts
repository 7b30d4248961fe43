import type { StatementSync } from "node:sqlite";
import type { Store } from "./store.ts";

/** A channel in a store. */
export interface StoredChannel {
  readonly id: number;
  readonly name: string;
}

/** The keys of removed channels start with this. No channel's name holds a space. */
const REMOVED = " ";

/** The channels of a store, by the keys of their names. */
export class ChannelTable {
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #all: StatementSync;
  readonly #used: StatementSync;
  readonly #remove: StatementSync;
  readonly #removed: StatementSync;
  readonly #delete: StatementSync;

  constructor({ database }: Store) {
    this.#select = database.prepare("SELECT id FROM channels WHERE key = ?");
    this.#insert = database.prepare("INSERT INTO channels (key, name) VALUES (?, ?)");
    this.#all = database.prepare(
      "SELECT id, name FROM channels WHERE key NOT LIKE ' %' ORDER BY id",
    );
    this.#used = database.prepare(`
      SELECT id, name FROM channels WHERE key NOT LIKE ' %'
        AND (topic <> '' OR EXISTS (SELECT 1 FROM messages WHERE channel = channels.id))
      ORDER BY id LIMIT ?
    `);
    this.#remove = database.prepare(`
      UPDATE channels SET key = '${REMOVED}' || id, topic = '', topic_author = '' WHERE key = ?
    `);
    this.#removed = database.prepare("SELECT id FROM channels WHERE key LIKE ' %' LIMIT 1");
    this.#delete = database.prepare("DELETE FROM channels WHERE id = ?");
  }

  /** All channels in the order of their creation. */
  get all(): StoredChannel[] {
    return this.#all.all().map(toChannel);
  }

  /** Returns the first channels that have messages or a topic, in the order of their creation. */
  used(count: number): StoredChannel[] {
    return this.#used.all(count).map(toChannel);
  }

  /** A channel that was removed and whose messages may still be there. */
  get removed(): number | undefined {
    const row = this.#removed.get();
    return row && Number(row.id);
  }

  /** Returns the id of a channel. */
  find(key: string): number | undefined {
    const row = this.#select.get(key);
    return row && Number(row.id);
  }

  /** Adds a channel; returns its id. */
  add(key: string, name: string): number {
    return Number(this.#insert.run(key, name).lastInsertRowid);
  }

  /** Removes a channel at once; {@linkcode delete} follows when its messages are gone. */
  remove(key: string): void {
    this.#remove.run(key);
  }

  delete(id: number): void {
    this.#delete.run(id);
  }
}

function toChannel({ id, name }: Record<string, unknown>): StoredChannel {
  return { id: Number(id), name: String(name) };
}

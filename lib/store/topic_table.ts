import type { StatementSync } from "node:sqlite";
import type { Store } from "./store.ts";

/** The topic of a channel. */
export interface TopicRow {
  readonly text: string;
  /** The name of the user who has set it; empty before that. */
  readonly author: string;
  /** In milliseconds since 1970. */
  readonly time: number;
  /** Whether only operators may change it. */
  readonly isLocked: boolean;
}

/** The topics in a store, by the keys of channels. Callers put changes into a transaction. */
export class TopicTable {
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #removeEmpty: StatementSync;

  constructor({ database }: Pick<Store, "database">) {
    this.#get = database.prepare(`
      SELECT topic AS text, topic_author AS author, topic_time AS time, is_topic_locked AS isLocked
      FROM channels WHERE key = ? AND topic_time > 0
    `);
    this.#put = database.prepare(`
      INSERT INTO channels (key, name, topic, topic_author, topic_time, is_topic_locked)
      VALUES (:key, :name, :text, :author, :time, :isLocked)
      ON CONFLICT (key) DO UPDATE SET topic = excluded.topic, topic_author = excluded.topic_author,
        topic_time = excluded.topic_time, is_topic_locked = excluded.is_topic_locked
    `);
    this.#remove = database.prepare(`
      UPDATE channels SET topic = '', topic_author = '', topic_time = 0, is_topic_locked = 0
      WHERE key = ?
    `);
    this.#removeEmpty = database.prepare(`
      DELETE FROM channels
      WHERE key = ? AND NOT EXISTS (SELECT 1 FROM messages WHERE channel = channels.id)
    `);
  }

  get(key: string): TopicRow | undefined {
    const row = this.#get.get(key);
    return row && { ...row as unknown as TopicRow, isLocked: row.isLocked === 1 };
  }

  /** @param name The channel's name as people see it. */
  put(key: string, name: string, topic: TopicRow): void {
    const { text, author, time } = topic;
    this.#put.run({ key, name, text, author, time, isLocked: topic.isLocked ? 1 : 0 });
  }

  /** Removes a topic, and its channel where nothing else is kept of that. */
  remove(key: string): void {
    this.#remove.run(key);
    this.#removeEmpty.run(key);
  }
}

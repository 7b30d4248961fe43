import type { StatementSync } from "node:sqlite";
import type { Store } from "./store.ts";

/** A name that may not speak. Times are in milliseconds since 1970. */
export interface MuteRow {
  readonly name: string;
  /** The end; `null` for none. */
  readonly until: number | null;
  readonly reason: string;
  /** The operator's name. */
  readonly author: string;
  readonly time: number;
}

/** The mutes in a store. Callers put changes into a transaction. */
export class MuteTable {
  readonly #all: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #removeOver: StatementSync;

  constructor({ database }: Pick<Store, "database">) {
    this.#all = database.prepare(
      "SELECT name, until, reason, author, time FROM mutes ORDER BY time, name",
    );
    this.#put = database.prepare(`
      INSERT OR REPLACE INTO mutes (name, until, reason, author, time)
      VALUES (:name, :until, :reason, :author, :time)
    `);
    this.#remove = database.prepare("DELETE FROM mutes WHERE name = ?");
    this.#removeOver = database.prepare("DELETE FROM mutes WHERE until <= ?");
  }

  /** Returns all mutes, the oldest first. */
  all(): MuteRow[] {
    return this.#all.all() as unknown as MuteRow[];
  }

  /** Adds a mute, or replaces that of the same name. */
  put(mute: MuteRow): void {
    this.#put.run({ ...mute });
  }

  remove({ name }: Pick<MuteRow, "name">): void {
    this.#remove.run(name);
  }

  /** Removes those that are over. */
  removeOver(now: number): void {
    this.#removeOver.run(now);
  }
}

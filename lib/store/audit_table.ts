import type { StatementSync } from "node:sqlite";
import type { Store } from "./store.ts";

/** Something that an operator has done. */
export interface AuditRow {
  /** In milliseconds since 1970. */
  readonly time: number;
  /** The operator's name. */
  readonly actor: string;
  /** The name of the command without its slash. */
  readonly action: string;
  /** The user, network or channel that it was about; empty for none. */
  readonly target: string;
  readonly detail: string;
}

/** The maximum number of entries that are kept. Older ones go. */
export const MAX_AUDIT_ENTRIES = 10_000;

/** The record of what operators have done, by ids that grow. Callers put changes into a transaction. */
export class AuditTable {
  readonly #add: StatementSync;
  readonly #remove: StatementSync;
  readonly #counting: StatementSync;
  readonly #maxEntries: number;
  /** The number of entries; `undefined` if they have to be counted. */
  #count: number | undefined;
  readonly #prune: StatementSync;
  readonly #last: StatementSync;

  /** @param maxEntries The number of entries that are kept. */
  constructor({ database }: Pick<Store, "database">, maxEntries = MAX_AUDIT_ENTRIES) {
    this.#add = database.prepare(`
      INSERT OR IGNORE INTO audit (id, time, actor, action, target, detail)
      VALUES (:id, :time, :actor, :action, :target, :detail)
    `);
    this.#maxEntries = maxEntries;
    this.#counting = database.prepare("SELECT count(*) AS count FROM audit");
    this.#remove = database.prepare("DELETE FROM audit WHERE id = ?");
    this.#prune = database.prepare(`
      DELETE FROM audit
      WHERE id <= (SELECT id FROM audit ORDER BY id DESC LIMIT 1 OFFSET ${maxEntries})
      RETURNING id
    `);
    this.#last = database.prepare(
      "SELECT time, actor, action, target, detail FROM audit ORDER BY id DESC LIMIT ?",
    );
  }

  /**
   * Adds an entry.
   *
   * @param id Its place among the others; by default behind them all.
   * @returns the ids of the entries that have to go for it.
   */
  add({ time, actor, action, target, detail }: AuditRow, id: number | null = null): number[] {
    this.#count ??= Number(this.#counting.get()!["count"]);
    this.#count += Number(this.#add.run({ id, time, actor, action, target, detail }).changes);
    if (this.#count <= this.#maxEntries) return [];
    this.#count = this.#maxEntries;
    return this.#prune.all().map((row) => Number(row["id"]));
  }

  remove(id: number): void {
    this.#remove.run(id);
    this.#count = undefined;
  }

  /** Returns the newest entries, the oldest of them first. */
  last(count: number): AuditRow[] {
    return (this.#last.all(count) as unknown as AuditRow[]).reverse();
  }
}

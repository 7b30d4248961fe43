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

/** What operators have done. Callers put changes into a transaction. */
export class AuditTable {
  readonly #add: StatementSync;
  readonly #prune: StatementSync;
  readonly #last: StatementSync;

  /** @param maxEntries The number of entries that are kept. */
  constructor({ database }: Pick<Store, "database">, maxEntries = MAX_AUDIT_ENTRIES) {
    this.#add = database.prepare(`
      INSERT INTO audit (time, actor, action, target, detail)
      VALUES (:time, :actor, :action, :target, :detail)
    `);
    this.#prune = database.prepare(
      `DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - ${maxEntries}`,
    );
    this.#last = database.prepare(
      "SELECT time, actor, action, target, detail FROM audit ORDER BY id DESC LIMIT ?",
    );
  }

  add(entry: AuditRow): void {
    this.#add.run({ ...entry });
    this.#prune.run();
  }

  /** Returns the newest entries, the oldest of them first. */
  last(count: number): AuditRow[] {
    return (this.#last.all(count) as unknown as AuditRow[]).reverse();
  }
}

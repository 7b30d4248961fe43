import type { StatementSync } from "node:sqlite";
import type { Store } from "./store.ts";

/** A name or a network that is kept out. Times are in milliseconds since 1970. */
export interface BanRow {
  readonly kind: "name" | "network";
  /** The name as an operator typed it, or the network in its shortest form. */
  readonly target: string;
  /** The name that a network was banned with; empty if it was banned alone. */
  readonly owner: string;
  /** The end of the ban; `null` for none. */
  readonly until: number | null;
  readonly reason: string;
  /** The operator's name. */
  readonly author: string;
  readonly time: number;
}

/** The bans in a store. Callers put changes into a transaction. */
export class BanTable {
  readonly #all: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #removeOver: StatementSync;

  constructor({ database }: Pick<Store, "database">) {
    this.#all = database.prepare(
      "SELECT kind, target, owner, until, reason, author, time FROM bans ORDER BY time, target",
    );
    this.#put = database.prepare(`
      INSERT OR REPLACE INTO bans (kind, target, owner, until, reason, author, time)
      VALUES (:kind, :target, :owner, :until, :reason, :author, :time)
    `);
    this.#remove = database.prepare("DELETE FROM bans WHERE kind = ? AND target = ?");
    this.#removeOver = database.prepare("DELETE FROM bans WHERE until <= ?");
  }

  /** Returns all bans, the oldest first. */
  all(): BanRow[] {
    return this.#all.all() as unknown as BanRow[];
  }

  /** Adds a ban, or replaces that of the same target. */
  put(ban: BanRow): void {
    this.#put.run({ ...ban });
  }

  remove({ kind, target }: Pick<BanRow, "kind" | "target">): void {
    this.#remove.run(kind, target);
  }

  /** Removes those that are over. */
  removeOver(now: number): void {
    this.#removeOver.run(now);
  }
}

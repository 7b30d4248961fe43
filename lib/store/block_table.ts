import type { StatementSync } from "node:sqlite";
import type { Store } from "./store.ts";

/** The block lists of registered names. Every call may throw a `StoreError`. */
export class BlockTable {
  readonly #store: Store;
  readonly #names: StatementSync;
  readonly #insert: StatementSync;
  readonly #clear: StatementSync;

  constructor(store: Store) {
    this.#store = store;
    const { database } = store;
    this.#names = database.prepare("SELECT name FROM blocks WHERE account = ? ORDER BY rowid");
    this.#insert = database.prepare("INSERT OR IGNORE INTO blocks (account, name) VALUES (?, ?)");
    this.#clear = database.prepare("DELETE FROM blocks WHERE account = ?");
  }

  /** Returns the names that an account blocks, in the order in which it sent them. */
  of(account: string): string[] {
    return this.#store.read(() => this.#names.all(account)).map(({ name }) => String(name));
  }

  /** Replaces the names that an account blocks. */
  replace(account: string, names: readonly string[]): void {
    this.#store.write(() => {
      this.#clear.run(account);
      for (const name of names) this.#insert.run(account, name);
    });
  }
}

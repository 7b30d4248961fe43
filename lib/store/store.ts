import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "./schema.ts";

/**
 * The server's memory: an SQLite file, or a database in memory that ends with the process. The
 * folder's other files read and write its tables.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * using store = new Store();
 * const { count } = store.database.prepare("SELECT count(*) AS count FROM bans").get()!;
 * assert.equal(count, 0);
 * ```
 */
export class Store implements Disposable {
  readonly database: DatabaseSync;

  /** @param path The file, which is created if it does not exist; none for a database in memory. */
  constructor(path?: string) {
    this.database = new DatabaseSync(path ?? ":memory:");
    this.database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    const { user_version } = this.database.prepare("PRAGMA user_version").get()!;
    for (const migration of MIGRATIONS.slice(Number(user_version))) this.database.exec(migration);
    this.database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  }

  /** Closes the database. */
  [Symbol.dispose](): void {
    this.database.close();
  }
}

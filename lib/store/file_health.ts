import { DatabaseSync } from "node:sqlite";
import { StoreError } from "./store_error.ts";

/** The size up to which a whole file is checked before a server uses it: that takes about 100 ms. */
const MAX_CHECKED_BYTES = 32 * 1024 * 1024;

/** The tables that are always checked. They are small, and a server cannot do without them. */
const SMALL_TABLES = ["channels", "accounts", "blocks", "bans", "mutes"];

/**
 * Refuses a damaged file, as far as a short look can tell. The file does not change.
 *
 * @param size The size of the file in bytes.
 * @throws {StoreError} with the reason as its message.
 */
export function checkHealth(path: string, size: number): void {
  const database = openToRead(path);
  try {
    const checks = size <= MAX_CHECKED_BYTES
      ? ["quick_check(1)"]
      : SMALL_TABLES.map((table) => `quick_check(${table})`);
    for (const check of checks) {
      const { quick_check } = database.prepare(`PRAGMA ${check}`).get()!;
      if (quick_check !== "ok") throw new StoreError("it is damaged");
    }
    database.prepare("SELECT * FROM messages ORDER BY id DESC LIMIT 1").all();
    database.prepare("SELECT * FROM messages ORDER BY id LIMIT 1").all();
  } finally {
    database.close();
  }
}

/**
 * Opens a file so that it cannot change. A server that ends leaves it in a form that SQLite reads without
 * files beside it.
 */
export function openToRead(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true });
}

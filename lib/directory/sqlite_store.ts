import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Store } from "./directory.ts";
import { Refusal } from "./refusal.ts";
import { readName, readPlace, type Room } from "./room.ts";

/** What tells our files from those of other programs: `PRLY`. */
const APPLICATION = 0x50524c59;

const SCHEMA = `
  PRAGMA application_id = ${APPLICATION};
  CREATE TABLE rooms (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    address TEXT NOT NULL,
    port INTEGER NOT NULL,
    UNIQUE (address, port)
  ) STRICT;
`;

/**
 * A directory kept in an SQLite file. The file is locked for as long as it is open: two directories
 * in one file would not know of each other's rooms.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * using store = new SqliteStore(":memory:");
 * store.add({ name: "lobby", address: "239.0.0.1", port: 5000 });
 * assert.deepEqual(store.rooms.map(({ name }) => name), ["lobby"]);
 * ```
 */
export class SqliteStore implements Store, Disposable {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;

  /**
   * Opens a file, or makes it.
   *
   * @throws {Error} when it cannot be used, with a message for people.
   */
  constructor(path: string) {
    let database: DatabaseSync | undefined;
    try {
      this.#database = database = new DatabaseSync(path);
      prepare(database);
      this.#insert = database.prepare("INSERT INTO rooms (name, address, port) VALUES (?, ?, ?)");
      this.#delete = database.prepare("DELETE FROM rooms WHERE name = ?");
    } catch (error) {
      database?.close();
      throw new Error(`Cannot use the store "${path}": ${reason(error)}`, { cause: error });
    }
  }

  get rooms(): readonly Room[] {
    return readRooms(this.#database);
  }

  add({ name, address, port }: Room): void {
    write(() => this.#insert.run(name, address, port));
  }

  remove(name: string): void {
    write(() => this.#delete.run(name));
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function prepare(database: DatabaseSync): void {
  database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = EXTRA; BEGIN EXCLUSIVE");
  const { application_id } = database.prepare("PRAGMA application_id").get()!;
  const { tables } = database.prepare("SELECT count(*) AS tables FROM sqlite_schema").get()!;
  if (application_id === 0 && tables === 0) database.exec(SCHEMA);
  else if (application_id !== APPLICATION) throw new Error("It belongs to another program");
  database.exec("COMMIT");
  const { integrity_check } = database.prepare("PRAGMA integrity_check").get()!;
  if (integrity_check !== "ok") throw new Error("It is damaged");
  // Somebody may have edited it by hand.
  readRooms(database);
}

function readRooms(database: DatabaseSync): Room[] {
  return database.prepare("SELECT name, address, port FROM rooms ORDER BY id").all()
    .map(({ name, address, port }) => ({
      name: readName(String(name)),
      ...readPlace(String(address), String(port)),
    }));
}

/** Each statement is a transaction of its own: it is on the disk when it returns, or never was. */
function write(run: () => void): void {
  try {
    run();
  } catch (error) {
    throw new Refusal("store-failed", `The store cannot be written: ${reason(error)}`, {
      cause: error,
    });
  }
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message === "database is locked") return "Another program is using it";
  // Behind a colon SQLite repeats the path.
  const text = message.split(": ")[0]!;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

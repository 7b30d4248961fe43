import { DatabaseSync, type StatementSync } from "node:sqlite";
import { Refusal } from "../errors/refusal.ts";
import { quote } from "../framing/messages.ts";
import { refuseOtherThanFile } from "../store/file_header.ts";
import { isAboutFile, sqliteHint, sqliteReason } from "../store/sqlite_errors.ts";
import { StoreError } from "../store/store_error.ts";
import { parseEndpoint, parseRoomName, type Room } from "./room.ts";
import type { Store } from "./store.ts";

/** `PRLY`. Tells Parley's files from the SQLite files of other programs. */
const APPLICATION_ID = 0x50524c59;

const SCHEMA = `
  PRAGMA application_id = ${APPLICATION_ID};
  CREATE TABLE rooms (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    address TEXT NOT NULL,
    port INTEGER NOT NULL,
    UNIQUE (address, port)
  ) STRICT;
`;

/**
 * A store in an SQLite file. The file stays locked while it is open, because two directories that
 * share a file would not know of each other's rooms.
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
   * Opens a file, and creates it if it does not exist.
   *
   * @throws {StoreError}
   */
  constructor(path: string) {
    let database: DatabaseSync | undefined;
    try {
      refuseOtherThanFile(path);
      this.#database = database = new DatabaseSync(path);
      prepare(database);
      this.#insert = database.prepare("INSERT INTO rooms (name, address, port) VALUES (?, ?, ?)");
      this.#delete = database.prepare("DELETE FROM rooms WHERE name = ?");
    } catch (error) {
      database?.close();
      if (!isAboutFile(error)) throw error;
      throw new StoreError(`Cannot open the store "${path}": ${sqliteReason(error)}`, {
        cause: error,
        hint: sqliteHint(error),
      });
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
  else if (application_id !== APPLICATION_ID) throw new StoreError("it belongs to another program");
  database.exec("COMMIT");
  const { integrity_check } = database.prepare("PRAGMA integrity_check").get()!;
  if (integrity_check !== "ok") throw new StoreError("it is damaged");
  // Somebody may have edited the file by hand.
  readRooms(database);
  // A file on a full disk, or that may only be read, can be opened. The first room would fail.
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
}

function readRooms(database: DatabaseSync): Room[] {
  const rows = database.prepare("SELECT name, address, port FROM rooms ORDER BY id").all();
  return rows.map((row) => {
    const stored = String(row.name);
    const name = parseRoomName(stored);
    if (name instanceof Refusal) throw invalidRoom(stored, name);
    const endpoint = parseEndpoint(String(row.address), String(row.port));
    if (endpoint instanceof Refusal) throw invalidRoom(stored, endpoint);
    return { name, ...endpoint };
  });
}

function invalidRoom(name: string, { explanation }: Refusal): StoreError {
  return new StoreError(`the room ${quote(name)} in it is not valid`, { hint: `${explanation}.` });
}

/** Runs a statement. Each is a transaction of its own: on the disk when it returns, or undone. */
function write(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!isAboutFile(error)) throw error;
    throw new StoreError(`Cannot write to the store: ${sqliteReason(error)}`, { cause: error });
  }
}

import { DatabaseSync, type StatementSync } from "node:sqlite";
import { Refusal } from "../errors/refusal.ts";
import { systemReason } from "../errors/system_reason.ts";
import { quote } from "../framing/messages.ts";
import { parseEndpoint, parseRoomName, type Room } from "./room.ts";
import { type Store, StoreError } from "./store.ts";

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
      if (!isExpected(error)) throw error;
      const hint = error instanceof StoreError ? error.hint : hintFor(error);
      throw new StoreError(`Cannot open the store "${path}": ${reason(error)}`, {
        cause: error,
        hint,
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

/** SQLite would take some devices for a file, such as `/dev/null`. */
function refuseOtherThanFile(path: string): void {
  let info: Deno.FileInfo;
  try {
    info = Deno.statSync(path);
  } catch {
    // It does not exist yet, or SQLite will say what is wrong.
    return;
  }
  if (info.isDirectory) throw new StoreError("it is a folder");
  if (!info.isFile) throw new StoreError("it is not a file");
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
    if (!isExpected(error)) throw error;
    throw new StoreError(`Cannot write to the store: ${reason(error)}`, { cause: error });
  }
}

/** The part of SQLite's message about a file that it can only read. */
const READ_ONLY = "readonly database";

/** Reports whether an error is about the file, and not a bug. */
function isExpected(error: unknown): error is Error {
  return error instanceof StoreError ||
    error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR";
}

function hintFor({ message }: Error): string | undefined {
  if (message.startsWith("unable to open")) {
    return "Check that its folder exists and that you may write there.";
  }
  return message.includes(READ_ONLY) ? "Check that you may write to it." : undefined;
}

function reason(error: Error): string {
  const text = systemReason(error);
  if (text === "database is locked") return "another program is using it";
  if (text.includes(READ_ONLY)) return "it can only be read";
  // SQLite repeats the path or the column after a colon.
  return error instanceof StoreError ? text : text.split(": ")[0]!;
}

import { DatabaseSync, type StatementSync } from "node:sqlite";
import { ExpectedError } from "../errors/expected_error.ts";
import { checkHeader, type FileForm, refuseOtherThanFile, statFile } from "./file_header.ts";
import { checkHealth, openToRead } from "./file_health.ts";
import { FileLock } from "./file_lock.ts";
import { FilePresence } from "./file_presence.ts";
import { MIGRATIONS } from "./schema.ts";
import { isAboutFile, sqliteHint, sqliteReason } from "./sqlite_errors.ts";
import { StoreError } from "./store_error.ts";

/** `PRLC`. Tells the memory of Parley's chat servers from other SQLite files. */
const FORM: FileForm = { applicationId: 0x50524c43, maxVersion: MIGRATIONS.length };

/**
 * How a file is opened: by the one server that it belongs to, which creates it; by a program that
 * changes something in it, maybe while a server uses it; or by one that only reads it.
 */
export type StoreUse = "serve" | "change" | "read";

/** How long a server waits for another program that writes to the file, in milliseconds. */
const SERVER_PATIENCE_MS = 50;

/** How long another program waits for the server, in milliseconds. */
const PATIENCE_MS = 5000;

const OWNER_ONLY = 0o600;

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
  /** The file; `undefined` for a database in memory. */
  readonly path: string | undefined;
  /** What the operator should know about the file, as sentences. */
  readonly warnings: readonly string[] = [];
  /** How often the file could not be read or written. */
  failures = 0;
  /** Learns of each change: SQLite's log has grown. */
  onChange: (() => void) | undefined;
  readonly #lock: FileLock | undefined;
  readonly #presence: FilePresence | undefined;
  readonly #used: StatementSync;

  /**
   * @param path The file; none for a database in memory.
   * @throws {StoreError} if the file cannot be used. It has not changed then.
   */
  constructor(path?: string, use: StoreUse = "serve") {
    this.path = path;
    let database: DatabaseSync | undefined;
    let lock: FileLock | undefined;
    try {
      if (path === undefined) {
        database = new DatabaseSync(":memory:");
      } else {
        refuseOtherThanFile(path);
        if (use === "serve") this.#lock = lock = new FileLock(path);
        this.warnings = prepareFile(path, use);
        database = use === "read" ? openToRead(path) : new DatabaseSync(path);
      }
      if (use !== "read") prepare(database, use);
      if (path !== undefined) this.#presence = new FilePresence(path);
      this.database = database;
      this.#used = database.prepare(
        "SELECT * FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
      );
    } catch (error) {
      database?.close();
      lock?.[Symbol.dispose]();
      throw openError(path, error);
    }
  }

  /**
   * Carries out some changes in one transaction.
   *
   * @throws {StoreError} if the file cannot be written. Nothing has changed then.
   */
  write<T>(change: () => T): T {
    // A part of a larger change.
    if (this.database.isTransaction) return change();
    try {
      if (this.#presence?.isThere === false) throw this.#gone();
      this.database.exec("BEGIN IMMEDIATE");
      const result = change();
      this.database.exec("COMMIT");
      this.onChange?.();
      return result;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec("ROLLBACK");
      throw this.#failure("write to", error);
    }
  }

  /**
   * Reads something.
   *
   * @throws {StoreError} if the file cannot be read.
   */
  read<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw this.#failure("read", error);
    }
  }

  /** The sizes of the file and of SQLite's log beside it, in bytes. */
  get sizes(): { readonly file: number; readonly log: number } {
    const sizeOf = (suffix: string) => statFile(`${this.path}${suffix}`)?.size ?? 0;
    return { file: sizeOf(""), log: sizeOf("-wal") };
  }

  /** The bytes in use, in the file and in the log: removed content leaves room for new content. */
  get usedBytes(): number {
    const row = this.#used.get()!;
    return (Number(row.page_count) - Number(row.freelist_count)) * Number(row.page_size);
  }

  #failure(doing: string, error: unknown): unknown {
    if (error instanceof ExpectedError || !isAboutFile(error)) return error;
    this.failures++;
    return new StoreError(`Cannot ${doing} ${nameOf(this.path)}: ${sqliteReason(error)}`, {
      cause: error,
      hint: sqliteHint(error),
    });
  }

  #gone(): StoreError {
    this.failures++;
    const message = `Cannot write to ${nameOf(this.path)}: somebody has removed or replaced it`;
    return new StoreError(message, {
      hint: "Put the file back, or restart the server to begin a new one.",
    });
  }

  /** Closes the database. */
  [Symbol.dispose](): void {
    if (this.#lock) leaveOneFile(this.database);
    this.database.close();
    this.#lock?.[Symbol.dispose]();
  }
}

/** Checks a file before SQLite writes to it, and creates it for a server. Returns warnings. */
function prepareFile(path: string, use: StoreUse): string[] {
  const info = statFile(path);
  if (!info) {
    if (use !== "serve") Deno.statSync(path);
    // SQLite gives its other files the permissions of this one.
    Deno.openSync(path, { write: true, createNew: true, mode: OWNER_ONLY }).close();
    return [];
  }
  checkHeader(path, FORM);
  if (info.size > 0 && use !== "read") checkHealth(path, info.size);
  const isOpenToOthers = info.mode !== null && (info.mode & 0o077) !== 0;
  return isOpenToOthers
    ? [`Other users of this machine may read "${path}". Write: chmod 600 "${path}"`]
    : [];
}

function prepare(database: DatabaseSync, use: StoreUse): void {
  // What is removed is overwritten. Checkpoints are made when the server has time for them.
  database.exec(`
    PRAGMA busy_timeout = ${use === "serve" ? SERVER_PATIENCE_MS : PATIENCE_MS};
    PRAGMA secure_delete = ON;
    PRAGMA foreign_keys = ON;
  `);
  migrate(database, MIGRATIONS);
  if (use === "serve") finishErasing(database);
  if (use !== "serve") return;
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA wal_autocheckpoint = 0;
  `);
}

/** Without SQLite's log, the file can be read without other files beside it. */
function leaveOneFile(database: DatabaseSync): void {
  try {
    database.exec("PRAGMA journal_mode = DELETE");
  } catch (error) {
    // Another program has it open, or the disk is full. The next server copies the log.
    if (!isAboutFile(error)) throw error;
  }
}

/** Makes removing words fast again, if a program that erased some was stopped. */
function finishErasing(database: DatabaseSync): void {
  const { isErasing } = database.prepare(`
    SELECT count(*) AS isErasing FROM words_config WHERE k = 'secure-delete' AND v <> 0
  `).get()!;
  if (isErasing) database.exec("INSERT INTO words (words, rank) VALUES ('secure-delete', 0)");
}

/**
 * Brings a database to the newest version. It is not in WAL mode yet when it is new, so that its header
 * says at once what it is.
 */
export function migrate(database: DatabaseSync, migrations: readonly string[]): void {
  database.exec("BEGIN IMMEDIATE");
  const { user_version } = database.prepare("PRAGMA user_version").get()!;
  const steps = migrations.slice(Number(user_version));
  for (const step of steps) database.exec(step);
  if (steps.length > 0) {
    database.exec(`
      PRAGMA user_version = ${migrations.length};
      PRAGMA application_id = ${FORM.applicationId};
    `);
  }
  database.exec("COMMIT");
}

function openError(path: string | undefined, error: unknown): unknown {
  const isExpected = isAboutFile(error) || error instanceof Error && isSystemError(error);
  if (!isExpected) return error;
  const message = `Cannot open ${nameOf(path)}: ${sqliteReason(error)}`;
  const isAboutFolder = error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.PermissionDenied;
  const hint = isAboutFolder
    ? "Check that its folder exists and that you may write there."
    : sqliteHint(error);
  return new StoreError(message, { cause: error, hint });
}

function nameOf(path: string | undefined): string {
  return path === undefined ? "the store in memory" : `the store "${path}"`;
}

function isSystemError(error: Error): boolean {
  return Object.values(Deno.errors).some((systemError) => error instanceof systemError) ||
    error.message.includes("(os error ");
}

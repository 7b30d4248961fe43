import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../lib/store/schema.ts";
import { migrate, Store, type StoreUse } from "../../lib/store/store.ts";
import { StoreError } from "../../lib/store/store_error.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const ON_UNIX = { ignore: Deno.build.os === "windows" };

/** Changes a file without the store. */
function edit(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

/** Makes a store with some content. */
function makeStore(path: string, messages = 10): void {
  using store = new Store(path);
  store.write(() => {
    store.database.exec("INSERT INTO channels (key, name) VALUES ('tea', 'tea')");
    const insert = store.database.prepare("INSERT INTO messages VALUES (?, 1, 0, 'ann', ?)");
    for (let id = 1; id <= messages; id++) insert.run(id, "x".repeat(200));
  });
}

/** Returns the reason why a store cannot be opened. */
function openError(path: string, use: StoreUse = "serve"): string {
  try {
    new Store(path, use)[Symbol.dispose]();
  } catch (error) {
    assert(error instanceof StoreError, String(error));
    return error.text.replace(`Cannot open the store "${path}": `, "");
  }
  throw new Error("The store was opened");
}

/** Returns everything about a folder that opening a file in it may change. */
function snapshot(folder: TemporaryFolder) {
  return Array.from(Deno.readDirSync(folder.path), ({ name, isFile }) => {
    const { mtime, mode, size } = Deno.statSync(folder.file(name));
    return { name, mtime, mode, size, bytes: isFile ? Deno.readFileSync(folder.file(name)) : "" };
  }).sort((a, b) => a.name < b.name ? -1 : 1);
}

/** Files that no server may use, with the reasons. */
const REFUSED: Readonly<Record<string, readonly [make: (path: string) => void, reason: string]>> = {
  "a text": [
    (path) => Deno.writeTextFileSync(path, "Not a database.\n".repeat(100)),
    "it is not an SQLite file",
  ],
  "a short text": [(path) => Deno.writeTextFileSync(path, "Hi"), "it is not an SQLite file"],
  "a folder": [(path) => Deno.mkdirSync(path), "it is a folder"],
  "another program's file": [
    (path) => edit(path, "CREATE TABLE bookmarks (url TEXT)"),
    "it belongs to another program",
  ],
  "another program's file with its own mark": [
    (path) => edit(path, "PRAGMA application_id = 7; CREATE TABLE channels (id)"),
    "it belongs to another program",
  ],
  "another program's file in WAL mode": [
    (path) => edit(path, "PRAGMA journal_mode = WAL; CREATE TABLE bookmarks (url TEXT)"),
    "it belongs to another program",
  ],
  "a newer version": [
    (path) => {
      makeStore(path);
      edit(path, `PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    },
    `it has version ${MIGRATIONS.length + 1}, and this program knows ${MIGRATIONS.length}. ` +
    "Use a newer version of the program.",
  ],
  "a truncated file": [
    (path) => {
      makeStore(path, 1000);
      Deno.truncateSync(path, Deno.statSync(path).size / 2);
    },
    "it is damaged: its end is missing",
  ],
  "the first bytes of a file": [
    (path) => {
      makeStore(path);
      Deno.truncateSync(path, 50);
    },
    "it is not an SQLite file",
  ],
};

for (const [kind, [make, reason]] of Object.entries(REFUSED)) {
  Deno.test(`${kind} is refused, and stays as it is`, () => {
    using folder = new TemporaryFolder();
    const path = folder.file("chat.db");
    make(path);
    const before = snapshot(folder);
    for (const use of ["serve", "change", "read"] as const) {
      assert.equal(openError(path, use), reason, use);
      assert.deepEqual(snapshot(folder), before, use);
    }
  });
}

Deno.test("a file with a damaged page is refused, whichever page it is, and stays as it is", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("chat.db");
  makeStore(path, 300);
  const whole = Deno.readFileSync(path);
  for (let page = 1; page < whole.length / 4096; page++) {
    Deno.writeFileSync(path, whole.with(page * 4096, 0xff));
    const before = snapshot(folder);
    assert.equal(openError(path), "it is damaged", `page ${page}`);
    assert.deepEqual(snapshot(folder), before, `page ${page}`);
  }
});

Deno.test("a file in a folder that does not exist cannot be opened, nor a device", () => {
  using folder = new TemporaryFolder();
  const reason =
    "no such file or directory. Check that its folder exists and that you may write there.";
  for (const use of ["serve", "change", "read"] as const) {
    assert.equal(openError(folder.file("nowhere/chat.db"), use), reason);
  }
  if (Deno.build.os !== "windows") assert.equal(openError("/dev/null"), "it is not a file");
});

Deno.test("only a server creates a file", () => {
  using folder = new TemporaryFolder();
  for (const use of ["change", "read"] as const) {
    assert.match(openError(folder.file("chat.db"), use), /^no such file or directory/);
  }
  assert.deepEqual(snapshot(folder), []);
});

Deno.test(
  { name: "a new file and those beside it can be read by their owner only", ...ON_UNIX },
  () => {
    using folder = new TemporaryFolder();
    using store = new Store(folder.file("chat.db"));
    store.database.exec("INSERT INTO channels (key, name) VALUES ('tea', 'tea')");
    const files = snapshot(folder);
    assert.equal(files.length, 4);
    for (const { name, mode } of files) assert.equal(mode! & 0o777, 0o600, name);
    assert.deepEqual(store.warnings, []);
  },
);

Deno.test({ name: "a file that others may read is opened with a warning", ...ON_UNIX }, () => {
  using folder = new TemporaryFolder();
  const path = folder.file("chat.db");
  makeStore(path);
  Deno.chmodSync(path, 0o644);
  using store = new Store(path);
  assert.deepEqual(store.warnings, [
    `Other users of this machine may read "${path}". Write: chmod 600 "${path}"`,
  ]);
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o644);
});

Deno.test("a closed store leaves one file, and reading that leaves one file, too", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("chat.db");
  makeStore(path);
  const before = snapshot(folder);
  assert.deepEqual(before.map(({ name }) => name), ["chat.db"]);
  {
    using store = new Store(path, "read");
    assert.equal(store.database.prepare("SELECT count(*) AS n FROM messages").get()!.n, 10);
  }
  assert.deepEqual(snapshot(folder), before);
});

Deno.test("a second server is refused, and other programs are not", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("chat.db");
  {
    using server = new Store(path);
    assert.equal(openError(path), "another server is using it");
    using tool = new Store(path, "change");
    tool.write(() => tool.database.exec("INSERT INTO channels (key, name) VALUES ('tea', 'tea')"));
    using reader = new Store(path, "read");
    for (const { database } of [server, reader]) {
      assert.equal(database.prepare("SELECT count(*) AS n FROM channels").get()!.n, 1);
    }
  }
  using _next = new Store(path);
});

Deno.test(
  { name: "a second server is refused, whichever link leads to the file", ...ON_UNIX },
  () => {
    using folder = new TemporaryFolder();
    makeStore(folder.file("chat.db"));
    // Deno's own function needs more permissions than the tests have.
    const args = ["-s", "chat.db", folder.file("link.db")];
    assert(new Deno.Command("ln", { args }).outputSync().success);
    using _server = new Store(folder.file("link.db"));
    assert.equal(openError(folder.file("chat.db")), "another server is using it");
  },
);

Deno.test("a change within a change is part of it", () => {
  using store = new Store();
  const add = (key: string) =>
    store.database.exec(`INSERT INTO channels (key, name) VALUES ('${key}', '${key}')`);
  const change = () =>
    store.write(() => {
      add("tea");
      store.write(() => add("tea"));
    });
  assert.throws(change, {
    message: "Cannot write to the store in memory: UNIQUE constraint failed",
  });
  assert.equal(store.database.prepare("SELECT count(*) AS n FROM channels").get()!.n, 0);
});

Deno.test("a write that fails changes nothing and says why", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("chat.db");
  using store = new Store(path);
  const add = "INSERT INTO channels (key, name) VALUES ('tea', 'tea')";
  const other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  assert.throws(() => store.write(() => store.database.exec(add)), {
    name: "StoreError",
    message: `Cannot write to the store "${path}": another program is using it`,
  });
  other.exec("ROLLBACK");
  other.close();
  assert.throws(() => store.write(() => store.database.exec(`${add}; ${add}`)), {
    name: "StoreError",
    message: `Cannot write to the store "${path}": UNIQUE constraint failed`,
  });
  assert.equal(store.failures, 2);
  assert.equal(store.database.prepare("SELECT count(*) AS n FROM channels").get()!.n, 0);
  store.write(() => store.database.exec(add));
});

Deno.test("a bug in a write is not taken for a failure of the file", () => {
  using store = new Store();
  assert.throws(() => store.write(() => (undefined as unknown as Store).path), TypeError);
  assert(!store.database.isTransaction);
  store.write(() => {});
});

Deno.test("a store of an earlier version gets the newer tables and keeps what it has", () => {
  using database = new DatabaseSync(":memory:");
  migrate(database, MIGRATIONS);
  database.exec("INSERT INTO channels (key, name) VALUES ('tea', 'tea')");
  const later = [
    ...MIGRATIONS,
    "ALTER TABLE channels ADD COLUMN colour TEXT",
    "CREATE TABLE x (y)",
  ];
  migrate(database, later);
  migrate(database, later);
  const row = database.prepare("SELECT name, colour FROM channels, pragma_user_version").get()!;
  assert.deepEqual({ ...row }, { name: "tea", colour: null });
  assert.equal(database.prepare("PRAGMA user_version").get()!.user_version, later.length);
});

Deno.test("a migration that fails leaves the version before it", () => {
  using database = new DatabaseSync(":memory:");
  migrate(database, MIGRATIONS);
  assert.throws(() => migrate(database, [...MIGRATIONS, "CREATE TABLE x (y); CREATE TABLE x (y)"]));
  if (database.isTransaction) database.exec("ROLLBACK");
  assert.equal(database.prepare("PRAGMA user_version").get()!.user_version, MIGRATIONS.length);
  assert.throws(() => database.prepare("SELECT * FROM x"));
});

Deno.test("an interrupted purge does not slow the next server down", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("chat.db");
  makeStore(path);
  edit(path, "INSERT INTO words (words, rank) VALUES ('secure-delete', 1)");
  using store = new Store(path);
  const sql = "SELECT v FROM words_config WHERE k = 'secure-delete'";
  assert.equal(store.database.prepare(sql).get()!.v, 0);
});

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { SqliteStore } from "../../lib/directory/sqlite_store.ts";
import { StoreError } from "../../lib/store/store_error.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const LOBBY = { name: "lobby", address: "239.0.0.1", port: 5000 };
const TEA = { name: "日本語", address: "239.0.0.1", port: 5001 };

/** Changes a file without the store. */
function edit(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

/** Returns the reason why a store cannot be opened. */
function openError(path: string): string {
  try {
    new SqliteStore(path)[Symbol.dispose]();
  } catch (error) {
    assert(error instanceof StoreError);
    return error.text.replace(`Cannot open the store "${path}": `, "");
  }
  throw new Error("The store was opened");
}

Deno.test("a store that is opened again has its rooms in order of creation", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("rooms.db");
  {
    using store = new SqliteStore(path);
    store.add(LOBBY);
    store.add(TEA);
    store.remove("lobby");
    store.add({ ...LOBBY, port: 65535 });
  }
  using store = new SqliteStore(path);
  assert.deepEqual(store.rooms, [TEA, { ...LOBBY, port: 65535 }]);
});

Deno.test("a closed store leaves one file", () => {
  using folder = new TemporaryFolder();
  {
    using store = new SqliteStore(folder.file("rooms.db"));
    store.add(LOBBY);
  }
  assert.deepEqual(Array.from(Deno.readDirSync(folder.path), ({ name }) => name), ["rooms.db"]);
});

Deno.test("a file that another store has open cannot be opened", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("rooms.db");
  using store = new SqliteStore(path);
  assert.equal(openError(path), "another program is using it");
  store.add(LOBBY);
});

Deno.test("a folder, a device, a text file and another program's database cannot be opened", () => {
  using folder = new TemporaryFolder();
  const reason =
    "unable to open database file. Check that its folder exists and that you may write there.";
  assert.equal(openError(folder.path), "it is a folder");
  if (Deno.build.os !== "windows") assert.equal(openError("/dev/null"), "it is not a file");
  assert.equal(openError(folder.file("nowhere/rooms.db")), reason);
  const text = folder.file("text");
  Deno.writeTextFileSync(text, "This is not a database.\n".repeat(100));
  assert.equal(openError(text), "it is not an SQLite file");
  const other = folder.file("other.db");
  edit(other, "CREATE TABLE bookmarks (url TEXT)");
  const before = Deno.readFileSync(other);
  assert.equal(openError(other), "it belongs to another program");
  assert.deepEqual(Deno.readFileSync(other), before);
});

Deno.test("a damaged or truncated file cannot be opened", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("rooms.db");
  {
    using store = new SqliteStore(path);
    for (let port = 1024; port < 2024; port++) store.add({ ...LOBBY, name: `room${port}`, port });
  }
  const whole = Deno.readFileSync(path);
  for (let page = 1; page < whole.length / 4096; page++) {
    Deno.writeFileSync(path, whole.with(page * 4096, 0xff));
    assert.equal(openError(path), "it is damaged", `page ${page}`);
  }
  Deno.writeFileSync(path, whole.subarray(0, whole.length / 2));
  assert.equal(openError(path), "it is damaged");
});

Deno.test("a file with a room that the directory would refuse cannot be opened", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("rooms.db");
  {
    using store = new SqliteStore(path);
    store.add(LOBBY);
  }
  edit(path, "UPDATE rooms SET name = 'my room'");
  assert.equal(
    openError(path),
    'the room "my room" in it is not valid. ' +
      "A room name must not contain white space or control characters.",
  );
  edit(path, "UPDATE rooms SET name = 'lobby', port = 80");
  assert.equal(
    openError(path),
    'the room "lobby" in it is not valid. The port "80" is not a number from 1024 to 65535.',
  );
});

Deno.test("a failed write changes nothing, and the store can be used afterwards", () => {
  using folder = new TemporaryFolder();
  using store = new SqliteStore(folder.file("rooms.db"));
  store.add(LOBBY);
  // A name that exists is the one failure that a test can cause through the store itself.
  assert.throws(() => store.add(LOBBY), {
    name: "StoreError",
    message: "Cannot write to the store: UNIQUE constraint failed",
  });
  assert.deepEqual(store.rooms, [LOBBY]);
  store.add(TEA);
  assert.deepEqual(store.rooms, [LOBBY, TEA]);
});

Deno.test("a write to a closed store is a bug, not an expected failure", () => {
  const store = new SqliteStore(":memory:");
  store[Symbol.dispose]();
  assert.throws(() => store.add(LOBBY), { code: "ERR_INVALID_STATE" });
});

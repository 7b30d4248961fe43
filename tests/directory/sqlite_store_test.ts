import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { SqliteStore } from "../../lib/directory/sqlite_store.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const LOBBY = { name: "lobby", address: "239.0.0.1", port: 5000 };
const TEA = { name: "日本語", address: "239.0.0.1", port: 5001 };

/** Does something to a file behind the store's back. */
function edit(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

function whyNot(path: string): string {
  try {
    new SqliteStore(path)[Symbol.dispose]();
  } catch (error) {
    return (error as Error).message.replace(`Cannot use the store "${path}": `, "");
  }
  throw new Error("The store was opened");
}

Deno.test("SqliteStore holds the rooms in order of creation when it is opened again", () => {
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

Deno.test("SqliteStore leaves one file behind", () => {
  using folder = new TemporaryFolder();
  {
    using store = new SqliteStore(folder.file("rooms.db"));
    store.add(LOBBY);
  }
  assert.deepEqual(Array.from(Deno.readDirSync(folder.path), ({ name }) => name), ["rooms.db"]);
});

Deno.test("SqliteStore refuses a file that another one has open", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("rooms.db");
  using store = new SqliteStore(path);
  assert.equal(whyNot(path), "Another program is using it");
  store.add(LOBBY);
});

Deno.test("SqliteStore refuses what it cannot open, and what is not its own", () => {
  using folder = new TemporaryFolder();
  assert.equal(whyNot(folder.path), "Unable to open database file");
  assert.equal(whyNot(folder.file("nowhere/rooms.db")), "Unable to open database file");
  const text = folder.file("text");
  Deno.writeTextFileSync(text, "This is not a database.\n".repeat(100));
  assert.equal(whyNot(text), "File is not a database");
  const other = folder.file("other.db");
  edit(other, "CREATE TABLE bookmarks (url TEXT)");
  assert.equal(whyNot(other), "It belongs to another program");
});

Deno.test("SqliteStore refuses a file that is damaged or was cut off", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("rooms.db");
  {
    using store = new SqliteStore(path);
    for (let port = 1024; port < 2024; port++) store.add({ ...LOBBY, name: `room${port}`, port });
  }
  const whole = Deno.readFileSync(path);
  for (let page = 1; page < whole.length / 4096; page++) {
    Deno.writeFileSync(path, whole.with(page * 4096, 0xff));
    assert.match(
      whyNot(path),
      /^(It is damaged|Database disk image is malformed)$/,
      `page ${page}`,
    );
  }
  Deno.writeFileSync(path, whole.subarray(0, whole.length / 2));
  assert.equal(whyNot(path), "Database disk image is malformed");
});

Deno.test("SqliteStore refuses rooms that could not have been made", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("rooms.db");
  {
    using store = new SqliteStore(path);
    store.add(LOBBY);
  }
  edit(path, "UPDATE rooms SET name = 'my room'");
  assert.equal(whyNot(path), "A name must not hold white space or control characters");
  edit(path, "UPDATE rooms SET name = 'lobby', port = 80");
  assert.equal(whyNot(path), 'The port "80" is not a number from 1024 to 65535');
});

Deno.test("SqliteStore says that it failed, has changed nothing then, and goes on", () => {
  using folder = new TemporaryFolder();
  using store = new SqliteStore(folder.file("rooms.db"));
  store.add(LOBBY);
  // A name that is there is the one failure that needs no help from outside.
  assert.throws(() => store.add(LOBBY), {
    code: "store-failed",
    message: /^The store cannot be written: UNIQUE constraint failed$/,
  });
  assert.deepEqual(store.rooms, [LOBBY]);
  store.add(TEA);
  assert.deepEqual(store.rooms, [LOBBY, TEA]);
});

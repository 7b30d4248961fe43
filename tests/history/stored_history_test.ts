import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { BlockTable } from "../../lib/store/block_table.ts";
import { Store } from "../../lib/store/store.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { message, type TestBounds, TestedStore } from "./histories.ts";

/** A store in a file, with a history on it. */
class StoreInFile extends TestedStore {
  readonly #folder: TemporaryFolder;

  constructor(bounds?: TestBounds) {
    const folder = new TemporaryFolder();
    super(new Store(folder.file("chat.db")), bounds);
    this.#folder = folder;
  }

  /** Opens the file as another program would. */
  other(): DatabaseSync {
    return new DatabaseSync(this.#folder.file("chat.db"));
  }

  get file(): string {
    return this.#folder.file("chat.db");
  }

  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    this.#folder[Symbol.dispose]();
  }
}

function idsIn({ history }: TestedStore, channel = "tea"): number[] {
  return history.page(channel, { before: Infinity, count: 1000 }).messages.map(({ id }) => id);
}

Deno.test("messages are saved together, 20 ms after the first of them", () => {
  using tested = new TestedStore();
  tested.history.add("tea", message(1));
  tested.clock.advance(15);
  tested.history.add("tea", message(2));
  assert.equal(tested.savedCount, 0);
  tested.clock.advance(5);
  assert.equal(tested.savedCount, 2);
  assert.equal(tested.history.waiting, 0);
});

Deno.test("a thousand messages are saved without waiting", () => {
  using tested = new TestedStore();
  for (let id = 1; id <= 1000; id++) tested.history.add("tea", message(id));
  assert.equal(tested.savedCount, 1000);
});

Deno.test("a message that is about to be confirmed is saved before the next write, others are not", () => {
  using tested = new TestedStore();
  tested.history.add("tea", message(1));
  tested.history.saveConfirmed();
  assert.equal(tested.savedCount, 0);
  tested.history.willConfirm();
  tested.history.saveConfirmed();
  assert.equal(tested.savedCount, 1);
});

Deno.test("a closed history has saved everything", () => {
  using tested = new StoreInFile();
  tested.history.add("tea", message(1));
  tested.history[Symbol.dispose]();
  assert.equal(tested.savedCount, 1);
});

Deno.test("a history that is opened again goes on behind its last message", () => {
  using folder = new TemporaryFolder();
  for (const id of [5, 6, 7]) {
    using store = new Store(folder.file("chat.db"));
    const tested = new TestedStore(store);
    assert.equal(tested.history.lastId, id === 5 ? 0 : id - 1);
    tested.history.add("tea", message(id));
    tested.history[Symbol.dispose]();
  }
  using tested = new TestedStore(new Store(folder.file("chat.db")));
  assert.deepEqual(idsIn(tested), [5, 6, 7]);
});

Deno.test("messages that cannot be saved wait, are shown, and are saved once that works again", () => {
  using tested = new StoreInFile();
  tested.history.add("tea", message(1));
  tested.clock.advance(20);
  using other = tested.other();
  other.exec("BEGIN IMMEDIATE");
  tested.history.add("tea", message(2));
  tested.history.add("cake", message(3));
  tested.clock.advance(5000);
  assert.deepEqual(tested.failures.map(({ message }) => message), [
    `Cannot write to the store "${tested.file}": another program is using it`,
  ]);
  assert(tested.store.failures > 1);
  assert.deepEqual(idsIn(tested), [1, 2]);
  assert.deepEqual(idsIn(tested, "cake"), [3]);
  assert.deepEqual(tested.history.search("tea", "cup 2", 9).messages.length, 1);
  const since = tested.history.page("tea", { after: 1, count: 9 });
  assert.deepEqual([since.messages.length, since.before, since.after], [1, 1, 0]);
  other.exec("ROLLBACK");
  tested.clock.advance(1000);
  assert.deepEqual(tested.recoveries, [{ waited: 2, lost: 0 }]);
  assert.deepEqual(idsIn(tested), [1, 2]);
  assert.equal(tested.savedCount, 3);
});

Deno.test("a full disk costs the oldest messages that wait, and their number is told", () => {
  using tested = new StoreInFile();
  tested.history.add("tea", message(1));
  tested.clock.advance(20);
  tested.store.database.exec("PRAGMA max_page_count = 1");
  const text = "x".repeat(1000);
  for (let id = 2; id <= 50_000; id++) tested.history.add("tea", message(id, text));
  tested.clock.advance(1000);
  assert.match(tested.failures[0]!.message, /: the disk is full$/);
  assert.equal(tested.failures.length, 1);
  const { lost, waiting } = tested.history;
  assert(lost > 0 && waiting > 10_000, `${lost} lost, ${waiting} waiting`);
  assert.equal(lost + waiting, 49_999);
  tested.store.database.exec("PRAGMA max_page_count = 1000000");
  tested.clock.advance(1000);
  assert.deepEqual(tested.recoveries, [{ waited: waiting, lost }]);
  assert.equal(tested.savedCount, 1 + waiting);
  assert.equal(tested.history.lost, lost);
});

Deno.test("a file that somebody removes is reported, and messages wait for it to come back", async () => {
  using tested = new StoreInFile();
  Deno.renameSync(tested.file, `${tested.file}.away`);
  let id = 0;
  // The system is asked for the file once a second.
  while (tested.failures.length === 0) {
    tested.history.add("tea", message(++id));
    tested.clock.advance(20);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.match(tested.failures[0]!.text, /somebody has removed or replaced it\. Put the file back/);
  assert.equal(idsIn(tested).length, id);
  Deno.renameSync(`${tested.file}.away`, tested.file);
  tested.clock.advance(1000);
  assert.deepEqual(tested.recoveries, [{ waited: 1, lost: 0 }]);
  assert.equal(tested.savedCount, id);
});

Deno.test("messages that another program removes are not shown, and their number is right", () => {
  using tested = new StoreInFile();
  for (let id = 1; id <= 10; id++) tested.history.add("tea", message(id));
  assert.equal(tested.history.page("tea", { before: Infinity, count: 1 }).before, 9);
  using other = tested.other();
  other.exec("DELETE FROM messages WHERE id <= 4");
  assert.equal(tested.history.page("tea", { before: Infinity, count: 1 }).before, 5);
  assert.deepEqual(idsIn(tested), [5, 6, 7, 8, 9, 10]);
});

Deno.test("a channel that another program removes gets messages again", () => {
  using tested = new StoreInFile();
  tested.history.add("tea", message(1));
  tested.clock.advance(20);
  using other = tested.other();
  other.exec("DELETE FROM messages; DELETE FROM channels");
  tested.history.add("tea", message(2));
  tested.clock.advance(20);
  assert.deepEqual(idsIn(tested), [2]);
});

Deno.test("words are indexed when the server is at rest, and not while it is busy", () => {
  using tested = new TestedStore(undefined, { maxCount: 1_000_000 });
  for (let id = 1; id <= 5000; id++) tested.history.add("tea", message(id));
  tested.clock.advance(110);
  assert.equal(tested.indexedCount, 0);
  tested.clock.advance(5000);
  assert.equal(tested.indexedCount, 5000);
});

Deno.test("messages that go before they are indexed are never indexed", () => {
  using tested = new TestedStore(undefined, { maxCount: 100 });
  for (let id = 1; id <= 10_000; id++) tested.history.add("tea", message(id));
  tested.clock.advance(60_000);
  assert.equal(tested.savedCount, 100);
  assert.equal(tested.indexedCount, 100);
  const sql = "SELECT count(*) AS n FROM words WHERE words MATCH 'cup'";
  assert.equal(tested.store.database.prepare(sql).get()!.n, 100);
});

Deno.test("old messages go by themselves, with their words", () => {
  using tested = new TestedStore(undefined, { maxAgeMs: 3_600_000 });
  for (let id = 1; id <= 500; id++) tested.history.add("tea", message(id));
  tested.clock.advance(60_000);
  assert.equal(tested.indexedCount, 500);
  tested.clock.advance(2 * 3_600_000);
  assert.equal(tested.savedCount, 0);
  assert.equal(tested.indexedCount, 0);
});

Deno.test("SQLite's log is copied into the file if something else than messages is written", () => {
  using folder = new TemporaryFolder();
  using tested = new TestedStore(new Store(folder.file("chat.db")));
  const { store, clock } = tested;
  const names = Array.from({ length: 300 }, (_, index) => `name ${index}`.padEnd(100));
  store.database.exec("INSERT INTO accounts VALUES ('ann', 'ann', 1, x'', x'', 2, 1, 1, 0)");
  const blocks = new BlockTable(store);
  // Nobody has said anything for a while.
  clock.advance(1000);
  for (let count = 0; count < 400; count++) {
    blocks.replace("ann", names);
    if (count % 50 === 0) clock.advance(1000);
  }
  assert(store.sizes.log < 12 * 2 ** 20, `${store.sizes.log} bytes`);
});

Deno.test("SQLite's log is copied into the file and begins anew", () => {
  using tested = new StoreInFile();
  const text = "x".repeat(1000);
  for (let round = 0; round < 20; round++) {
    for (let id = 1; id <= 2000; id++) tested.history.add("tea", message(2000 * round + id, text));
    tested.clock.advance(20_000);
  }
  assert(tested.store.sizes.log < 24 * 2 ** 20, `${tested.store.sizes.log} bytes`);
});

Deno.test("the oldest messages of all channels make room when the file is too large", () => {
  using tested = new StoreInFile({ maxCount: 1_000_000, maxBytes: 2 ** 20 });
  const text = "x".repeat(1000);
  for (let id = 1; id <= 5000; id++) {
    tested.history.add(id < 100 ? "tea" : "cake", message(id, text));
    if (id % 500 === 0) tested.clock.advance(1000);
  }
  tested.clock.advance(10_000);
  assert(tested.store.usedBytes <= 2 ** 20, `${tested.store.usedBytes} bytes`);
  assert(tested.savedCount > 500, `${tested.savedCount} messages`);
  assert.deepEqual(idsIn(tested), []);
  assert.equal(idsIn(tested, "cake").at(-1), 5000);
  assert(tested.store.sizes.file < 4 * 2 ** 20, `${tested.store.sizes.file} bytes`);
});

Deno.test("a channel that cannot be read shows what waits, and the operator hears of it once", () => {
  using tested = new TestedStore();
  tested.history.add("tea", message(1));
  tested.clock.advance(20);
  tested.store.database.exec("ALTER TABLE messages RENAME TO gone");
  for (let attempt = 0; attempt < 3; attempt++) assert.deepEqual(idsIn(tested), []);
  assert.equal(tested.history.search("tea", "cup", 9).messages.length, 0);
  assert.equal(tested.readFailures.length, 1);
  assert.match(tested.readFailures[0]!.message, /^Cannot read the store in memory: no such table/);
  tested.clock.advance(60_000);
  idsIn(tested);
  assert.equal(tested.readFailures.length, 2);
  tested.store.database.exec("ALTER TABLE gone RENAME TO messages");
  tested.clock.advance(60_000);
  assert.deepEqual(idsIn(tested), [1]);
  assert.equal(tested.indexedCount, 1);
});

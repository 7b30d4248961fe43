import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { Store } from "../../lib/store/store.ts";
import { TestedStore } from "../history/histories.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { ServerProcess } from "../support/server_process.ts";
import { exportStore, runStoreCommand } from "../support/store_command.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const TIME = Date.UTC(2026, 10, 26, 12);

/** Makes a file in which messages are saved, and indexed if `isIndexed`. */
function makeFile(file: string, isIndexed = true): void {
  const tested = new TestedStore(new Store(file));
  const add = (channel: string, id: number, sender: string, text: string) =>
    tested.history.add(channel, { id, time: TIME + id * 60_000, sender, text });
  for (let id = 1; id <= 300; id++) {
    add(
      id % 2 ? "tea" : "cake",
      id,
      id % 3 ? "ann" : "bob",
      `word${id % 3 ? "x" : "zebra"}${id} common`,
    );
  }
  tested.history.add("tea", {
    id: 301,
    time: TIME + 301 * 60_000,
    sender: "zoe",
    text: "\u001b[31m\u202e\0",
  });
  tested.clock.advance(isIndexed ? 60_000 : 20);
  tested.store.database.exec(`
    INSERT INTO accounts (key, name, created, salt, hash, cost, block_size, parallelization)
      VALUES ('bob', 'bob', 0, x'00', x'00', 2, 1, 1), ('ann', 'ann', 0, x'00', x'00', 2, 1, 1);
    INSERT INTO waiting (account, sender, time, text) VALUES
      ('ann', 'bob', ${TIME}, 'waitingzebra'), ('bob', 'ann', ${TIME}, 'waitingzebra'),
      ('ann', 'ann', ${TIME + 1e9}, 'later');
  `);
  tested[Symbol.dispose]();
}

/** Returns the bytes of a file and of everything beside it, for a search. */
function bytesOf(folder: TemporaryFolder): string {
  return Array.from(
    Deno.readDirSync(folder.path),
    ({ name }) => new TextDecoder("latin1").decode(Deno.readFileSync(folder.file(name))),
  ).join("");
}

Deno.test("store export prints all messages or those of a channel, safe for a terminal", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  makeFile(file);
  const all = await exportStore(file);
  assert.deepEqual(all.map(({ id }) => id), Array.from({ length: 301 }, (_, index) => index + 1));
  assert.deepEqual(all[0], {
    ...{ id: 1, time: "2026-11-26T12:01:00.000Z", channel: "tea", sender: "ann" },
    text: "wordx1 common",
  });
  assert.equal(all[300]!.text, "\u001b[31m\u202e\0");
  for (const name of ["cake", "#cake"]) {
    const cake = await exportStore(file, "--channel", name);
    assert.deepEqual(new Set(cake.map(({ channel }) => channel)), new Set(["cake"]));
    assert.equal(cake.length, 150);
  }
  const { output } = await runStoreCommand("export", file);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(output, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  const unknown = await runStoreCommand("export", file, "--channel", "water");
  assert.deepEqual([unknown.code, unknown.output], [1, ""]);
  assert.match(unknown.error, /^Cannot find the channel "water" in the store/);
});

Deno.test("store export ends quietly when its reader has enough", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  makeFile(file);
  const { code, stderr } = await new Deno.Command("sh", {
    args: ["-c", `${(await exportCommand(file))} | head -1 > /dev/null`],
  }).output();
  assert.deepEqual([code, new TextDecoder().decode(stderr)], [0, ""]);
});

async function exportCommand(file: string): Promise<string> {
  const { programCommand } = await import("../support/programs.ts");
  return [...programCommand("server"), "store", "export", file].map((word) => `'${word}'`).join(
    " ",
  );
}

Deno.test("store check counts what a sound file has, and names the damage of another", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  makeFile(file);
  const sound = await runStoreCommand("check", file);
  assert.equal(sound.code, 0, sound.error);
  assert.match(sound.output, /^The store ".*chat\.db" is sound: version 1, \d+ KiB\n/);
  assert.match(sound.output, /\n301 messages in 2 channels\n3 messages waiting for a recipient\n/);
  assert.match(sound.output, /\n2 registered names, 0 bans\n$/);
  const whole = Deno.readFileSync(file);
  let damaged = 0;
  for (let page = 1; page < whole.length / 4096; page += 7) {
    Deno.writeFileSync(file, whole.with(page * 4096, 0xff));
    const { code, error } = await runStoreCommand("check", file);
    if (code === 0) continue;
    damaged++;
    assert.equal(code, 1);
    assert.match(error, /is damaged:\n {2}.+\n(.*\n)*Stop the server, keep a copy/);
    assert.doesNotMatch(error, /This is a bug/);
  }
  assert(damaged > 1);
});

for (const isIndexed of [true, false]) {
  const state = isIndexed ? "indexed" : "not indexed";
  Deno.test(`store purge --user leaves no trace of messages that are ${state}`, async () => {
    using folder = new TemporaryFolder();
    const file = folder.file("chat.db");
    makeFile(file, isIndexed);
    assert.match(bytesOf(folder), /zebra/);
    const { code, output, error } = await runStoreCommand("purge", file, "--user", "bob");
    assert.deepEqual({ code, output, error }, {
      ...{ code: 0, error: "" },
      output: "Removed 100 messages and 2 messages that waited for a recipient\n",
    });
    const left = await exportStore(file);
    assert.equal(left.length, 201);
    assert(!left.some(({ sender }) => sender === "bob"));
    assert.doesNotMatch(bytesOf(folder), /zebra/);
    assert.equal((await runStoreCommand("check", file)).code, 0);
  });
}

Deno.test("store purge removes a channel's messages, or those before a time", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  makeFile(file);
  const before = new Date(TIME + 100 * 60_000).toISOString();
  const byTime = await runStoreCommand("purge", file, "--before", before);
  assert.equal(byTime.output, "Removed 99 messages and 2 messages that waited for a recipient\n");
  const byChannel = await runStoreCommand("purge", file, "--channel", "#cake");
  assert.equal(byChannel.output, "Removed 101 messages\n");
  assert.deepEqual(
    new Set((await exportStore(file)).map(({ channel }) => channel)),
    new Set(["tea"]),
  );
  const nobody = await runStoreCommand("purge", file, "--user", "nobody");
  assert.deepEqual([nobody.code, nobody.output], [0, "Removed 0 messages\n"]);
});

Deno.test("a running server goes on while its file is purged, and no trace stays in the log", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  makeFile(file);
  {
    using store = new Store(file, "change");
    store.database.exec("DELETE FROM accounts WHERE key = 'bob'");
  }
  await using server = await ServerProcess.start("--store", file);
  await using bob = await logIn(server.port, "bob");
  await bob.say(line("join", { destination: "#tea" }));
  await bob.hear(1);
  const texts = Array.from({ length: 50 }, (_, index) => `newzebra ${index}`);
  await bob.say(texts.map((body) => line("message", { destination: "#tea", body })).join(""));
  await bob.hear(50);
  const { code, output, error } = await runStoreCommand("purge", file, "--user", "bob");
  assert.equal(code, 0, error);
  assert.equal(output, "Removed 150 messages and 1 message that waited for a recipient\n");
  assert.doesNotMatch(bytesOf(folder), /zebra/);
  await bob.say(line("message", { destination: "#tea", body: "still here" }));
  await bob.hear(1);
  assert.equal((await exportStore(file)).at(-1)!.text, "still here");
  assert.equal(await server.stop(), 0);
  assert.doesNotMatch(server.log.text, /Cannot|internal error/);
});

Deno.test("store operators adds, lists and removes registered names", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  makeFile(file);
  const operators = async (...args: string[]) => {
    const { code, output, error } = await runStoreCommand("operators", ...args);
    return `${code} ${output}${error}`;
  };
  assert.equal(await operators("list", file), "0 ");
  assert.equal(await operators("add", file, "bob"), '0 "bob" is an operator now\n');
  assert.equal(await operators("add", file, "bob"), '0 "bob" is an operator already\n');
  assert.equal(await operators("add", file, "ann"), '0 "ann" is an operator now\n');
  assert.equal(await operators("list", file), "0 ann\nbob\n");
  assert.equal(await operators("remove", file, "ann"), '0 "ann" is no operator any more\n');
  assert.equal(await operators("remove", file, "ann"), '0 "ann" is no operator\n');
  assert.match(
    await operators("add", file, "zoe"),
    /^1 Cannot change the rights of "zoe": nobody has registered that name\./,
  );
  using database = new DatabaseSync(file, { readOnly: true });
  const sql = "SELECT name FROM accounts WHERE is_operator";
  assert.deepEqual(database.prepare(sql).all().map(({ name }) => name), ["bob"]);
});

Deno.test("wrong command lines of store change nothing and show the right form", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  makeFile(file);
  const before = Deno.readFileSync(file);
  const cases: [args: string[], error: RegExp][] = [
    [[], /^Expected what to do with a store/],
    [["burn", file], /^Cannot use "store burn": expected one of check, export/],
    [["operators", "promote", file], /^Cannot use "store operators promote"/],
    [["check"], /^Expected exactly FILE\. Write: .*server\.ts store check FILE/],
    [["check", file, "extra"], /^Expected exactly FILE/],
    [["operators", "add", file], /^Expected exactly FILE and NAME/],
    [["purge", file], /^Cannot purge without what to remove\. Use one of --user/],
    [
      ["purge", file, "--user", "bob", "--channel", "tea"],
      /^Cannot purge by --user and --channel at once/,
    ],
    [
      ["purge", file, "--before", "yesterday"],
      /^Cannot use "yesterday" for --before: expected a time/,
    ],
    [["purge", file, "--before", "2026-13-01"], /^Cannot use "2026-13-01" for --before/],
    [["export", file, "--user", "bob"], /^Cannot use --user with store export/],
    [["check", file, "--port", "5"], /^Cannot use --port with store check/],
  ];
  for (const [args, error] of cases) {
    const result = await runStoreCommand(...args);
    assert.equal(result.code, 2, args.join(" "));
    assert.match(result.error, error);
    assert.equal(result.output, "");
  }
  assert.deepEqual(Deno.readFileSync(file), before);
  const { code, output } = await runStoreCommand("--help");
  assert.equal(code, 0);
  assert.match(output, /store check\|export\|purge\|operators FILE/);
});

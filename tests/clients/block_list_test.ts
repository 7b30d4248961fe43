import assert from "node:assert/strict";
import { BlockFile } from "../../lib/clients/shared/block_file.ts";
import { BlockList } from "../../lib/clients/shared/block_list.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const LOST = "Users that you block are blocked until you leave.";

/** Opens a list. The problems are those that it has reported about its file. */
async function open(folder?: string, server = "localhost:55555") {
  const problems: string[] = [];
  const list = await BlockList.open({
    file: folder === undefined ? undefined : new BlockFile(folder, server),
    onProblem: (text) => problems.push(text),
  });
  return { list, problems };
}

Deno.test("BlockList hides and counts messages of blocked users, however their names are written", async () => {
  const { list } = await open();
  assert.equal(await list.block("Al ice"), true);
  assert.equal(await list.block("Al_ice"), false);
  assert.equal(await list.block("bob"), true);
  assert.deepEqual(
    ["Al ice", "Al_ice", "Al!ice", "al ice", "carl"].map((name) => list.hides(name)),
    [
      true,
      true,
      true,
      false,
      false,
    ],
  );
  assert.equal(list.hides("carl", "bob"), true);
  assert.equal(list.hides(), false);
  assert.deepEqual([...list.hiddenCounts], [["Al_ice", 3], ["bob", 1]]);
  assert.equal(await list.unblock("Al!ice"), true);
  assert.equal(await list.unblock("Al ice"), false);
  assert.equal(list.hides("Al ice"), false);
  assert.equal(list.isSaved, false);
});

Deno.test("BlockList keeps its names across a restart", async () => {
  using folder = new TemporaryFolder();
  const path = `${folder.path}/not/there/yet`;
  const first = await open(path);
  await first.list.block("bob");
  await first.list.block("Al ice");
  await first.list.unblock("bob");
  assert.equal(first.list.isSaved, true);
  const second = await open(path);
  assert.deepEqual([...second.list.hiddenCounts], [["Al_ice", 0]]);
  assert.deepEqual([...first.problems, ...second.problems], []);
  assert.deepEqual(Array.from(Deno.readDirSync(path), ({ name }) => name), ["blocked.json"]);
});

Deno.test("BlockList keeps the names that another client adds to the same file", async () => {
  using folder = new TemporaryFolder();
  const [one, other] = [await open(folder.path), await open(folder.path)];
  await one.list.block("bob");
  await other.list.block("carl");
  await one.list.block("dora");
  await other.list.unblock("carl");
  assert.deepEqual([...(await open(folder.path)).list.hiddenCounts.keys()], ["bob", "dora"]);
});

for (
  const [content, text] of Object.entries({
    "no JSON": "{",
    "another kind of value": "[]",
    "null": "null",
    "names that are not text": '{"blocked": ["bob", 1]}',
    "servers that are a list": '{"servers": [["bob"]]}',
    "a server with another kind of value": '{"servers": {"localhost:1": "bob"}}',
  })
) {
  Deno.test(`BlockList leaves a file alone that holds ${content}, and goes on in memory`, async () => {
    using folder = new TemporaryFolder();
    const path = `${folder.path}/blocked.json`;
    await Deno.writeTextFile(path, text);
    const { list, problems } = await open(folder.path);
    assert.deepEqual(problems, [
      `Cannot use "${path}": it does not hold a list of names. ${LOST}`,
    ]);
    assert.equal(await list.block("bob"), true);
    assert.equal(list.hides("bob"), true);
    assert.equal(list.isSaved, false);
    assert.equal(problems.length, 1);
    assert.equal(await Deno.readTextFile(path), text);
  });
}

Deno.test("BlockList reports once that its file is unusable, and goes on in memory", async () => {
  using folder = new TemporaryFolder();
  await Deno.mkdir(`${folder.path}/blocked.json`);
  const unreadable = await open(folder.path);
  assert.equal(unreadable.problems.length, 1);

  // The folder of the file is itself a file.
  const path = `${folder.path}/parley`;
  const unwritable = await open(path);
  await Deno.writeTextFile(path, "");
  for (const { list, problems } of [unreadable, unwritable]) {
    assert.equal(await list.block("bob"), true);
    assert.equal(await list.unblock("bob"), true);
    assert.equal(problems.length, 1);
    assert.match(problems[0]!, /^Cannot (read|write) "[^"]+": [^():]+\. Users [^.]+\.$/);
  }
});

Deno.test("BlockList keeps a list for each server", async () => {
  using folder = new TemporaryFolder();
  const [here, there] = ["localhost:1", "localhost:2"];
  const { list } = await open(folder.path, here);
  await list.block("bob");
  const other = await open(folder.path, there);
  assert.deepEqual([...other.list.hiddenCounts.keys()], []);
  await other.list.block("carl");
  await list.unblock("bob");
  await list.block("dora");
  assert.deepEqual([...(await open(folder.path, here)).list.hiddenCounts.keys()], ["dora"]);
  assert.deepEqual([...(await open(folder.path, there)).list.hiddenCounts.keys()], ["carl"]);
});

Deno.test("BlockList starts with the names that an earlier version blocked everywhere", async () => {
  using folder = new TemporaryFolder();
  const path = `${folder.path}/blocked.json`;
  await Deno.writeTextFile(path, '{"blocked": ["Al ice", "bob"]}');
  for (const server of ["localhost:1", "__proto__"]) {
    const { list } = await open(folder.path, server);
    assert.deepEqual([...list.hiddenCounts.keys()], ["Al_ice", "bob"]);
    // Only here, and for good.
    await list.unblock("bob");
    const again = await open(folder.path, server);
    assert.deepEqual([...again.list.hiddenCounts.keys()], ["Al_ice"]);
  }
  assert.deepEqual([...(await open(folder.path, "localhost:2")).list.hiddenCounts.keys()], [
    "Al_ice",
    "bob",
  ]);
});

Deno.test("BlockList keeps the names of a registered user on the server, and none of them in the file", async () => {
  using folder = new TemporaryFolder();
  const file = new BlockFile(folder.path, "here");
  await file.write(["local"]);
  const list = await BlockList.open({ file, onProblem: assert.fail });
  const written: (readonly string[])[] = [];
  list.useAccount(["eve"], (names) => written.push(names));
  assert.deepEqual([...list.hiddenCounts.keys()], ["local", "eve"]);
  await list.block("mallory");
  await list.unblock("eve");
  // A name of this machine goes from here, and is no business of the server.
  await list.unblock("local");
  assert.deepEqual(written, [["eve", "mallory"], ["mallory"]]);
  assert.deepEqual(await file.read(), []);
  // Another client has unblocked one name and blocked another.
  list.useAccount(["trudy"], () => assert.fail());
  assert.deepEqual([...list.hiddenCounts.keys()], ["trudy"]);
});

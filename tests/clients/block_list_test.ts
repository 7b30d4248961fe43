import assert from "node:assert/strict";
import { BlockFile } from "../../lib/clients/shared/block_file.ts";
import { BlockList } from "../../lib/clients/shared/block_list.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const LOST = "Users that you block are blocked until you leave.";

/** Opens a list. The problems are those that it has reported about its file. */
async function open(folder?: string) {
  const problems: string[] = [];
  const list = await BlockList.open({
    file: folder === undefined ? undefined : new BlockFile(folder),
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

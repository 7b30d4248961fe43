import assert from "node:assert/strict";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { CrdsProcess, refusedByCrds } from "../support/crds_process.ts";
import { NO_NAMESPACES } from "../support/namespaces.ts";
import { programCommand } from "../support/programs.ts";
import { runToEnd } from "../support/running_process.ts";
import { LineClient } from "../support/line_client.ts";

/** Returns the `ROOM` lines of a directory. */
async function list(server: CrdsProcess): Promise<string[]> {
  await using client = await LineClient.connect(server.port, "getdir\nbye\n");
  return (await client.rest()).split("\n").slice(0, -3);
}

Deno.test("after kill -9, crds has every room that it confirmed, and none twice", async () => {
  using folder = new TemporaryFolder();
  const store = folder.file("rooms.db");
  const expected: string[] = [];
  for (let round = 0; round < 3; round++) {
    await using server = await CrdsProcess.start("--store", store);
    const before = await list(server);
    assert.deepEqual(before.slice(0, expected.length), expected);
    // Rooms that were not confirmed before the kill may be there too.
    expected.push(...before.slice(expected.length));
    const requests = Array.from({ length: 200 }, (_, index) => `makeroom room${round}-${index}\n`);
    await using client = await LineClient.connect(server.port, requests.join(""));
    const replies = await client.hear(50 * round + 1);
    await server.stop("SIGKILL");
    const more = (await client.rest()).split("\n").slice(0, -1);
    expected.push(...[...replies, ...more].map((line) => line.replace(/^OK/, "ROOM")));
  }
  await using server = await CrdsProcess.start("--store", store);
  const after = await list(server);
  assert.deepEqual(after.slice(0, expected.length), expected);
  assert.equal(new Set(after).size, after.length);
});

Deno.test("after a restart, crds has lost deleted rooms and kept the order of the others", async () => {
  using folder = new TemporaryFolder();
  const store = folder.file("rooms.db");
  {
    await using server = await CrdsProcess.start("--store", store);
    await using client = await LineClient.connect(
      server.port,
      "makeroom z 239.0.0.1 5000\nmakeroom a 239.0.0.1 5001\nmakeroom 茶 239.0.0.1 5002\n" +
        "deleteroom z\nmakeroom z 239.0.0.1 5003\n",
    );
    await client.hear(5);
    assert.equal(await server.stop(), 0);
  }
  await using server = await CrdsProcess.start("--store", store);
  assert.deepEqual(await list(server), [
    "ROOM a 239.0.0.1 5001",
    "ROOM 茶 239.0.0.1 5002",
    "ROOM z 239.0.0.1 5003",
  ]);
});

Deno.test("crds names the reason why it cannot open a store, on one line", async () => {
  using folder = new TemporaryFolder();
  const store = folder.file("rooms.db");
  await using _server = await CrdsProcess.start("--store", store);
  const cases = [
    [store, "another program is using it"],
    [folder.path, "it is a folder"],
    [
      folder.file("nowhere/rooms.db"),
      "unable to open database file. Check that its folder exists and that you may write there.",
    ],
    ["crds.ts", "it is not an SQLite file"],
  ] as const;
  for (const [path, reason] of cases) {
    const error = `Cannot open the store "${path}": ${reason}\n`;
    assert.deepEqual(await refusedByCrds("0", "--store", path), { code: 1, error });
  }
});

Deno.test({
  name: "when it cannot write to the store, crds says so, changes nothing and continues",
  // Only Linux has prlimit, which limits the file size of a running program.
  ignore: Deno.build.os !== "linux",
  async fn() {
    using folder = new TemporaryFolder();
    const store = folder.file("rooms.db");
    const lobby = "lobby 239.0.0.1 5000";
    {
      await using server = await CrdsProcess.startLimitable("--store", store);
      const limit = async (bytes: string) => {
        const args = ["--pid", String(server.pid), `--fsize=${bytes}:unlimited`];
        assert((await new Deno.Command("prlimit", { args }).output()).success);
      };
      await using client = await LineClient.connect(server.port, `makeroom ${lobby}\n`);
      await client.hear(1);
      await limit("100");
      await client.say("makeroom tea\ndeleteroom lobby\ngetdir\n");
      const [made, deleted, ...listed] = await client.hear(4);
      assert.match(made!, /^ERROR store-failed Cannot write to the store: [a-z].*[^.]$/);
      assert.equal(deleted, made);
      assert.deepEqual(listed, [`ROOM ${lobby}`, "OK 1"]);
      await server.log.waitFor(/^A request failed: Cannot write to the store: .*\n/);
      await limit("unlimited");
      await client.say("makeroom tea 239.0.0.1 5001\n");
      assert.deepEqual(await client.hear(1), ["OK tea 239.0.0.1 5001"]);
      await server.stop("SIGKILL");
    }
    await using server = await CrdsProcess.start("--store", store);
    assert.deepEqual(await list(server), [`ROOM ${lobby}`, "ROOM tea 239.0.0.1 5001"]);
  },
});

/** Each makes the folder `$1`, in which the store is, one in which nothing can be written. */
const UNWRITABLE: Record<string, { setUp: string; stored: string; created: string }> = {
  "a read-only file system": {
    setUp: 'mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"',
    stored: "it can only be read. Check that you may write to it.",
    created:
      "unable to open database file. Check that its folder exists and that you may write there.",
  },
  "a full disk": {
    setUp: 'cp "$1/rooms.db" "$1.db"; mount -t tmpfs -o size=64k disk "$1"; ' +
      'cp "$1.db" "$1/rooms.db"; ! cat /dev/zero > "$1/zeros" 2>/dev/null',
    stored: "the disk is full",
    created: "the disk is full",
  },
};

for (const [where, { setUp, stored, created }] of Object.entries(UNWRITABLE)) {
  Deno.test({
    name: `crds refuses a store on ${where}, and leaves it as it is`,
    ignore: NO_NAMESPACES !== undefined,
    async fn() {
      using folder = new TemporaryFolder();
      const disk = folder.file("disk");
      Deno.mkdirSync(disk);
      {
        await using server = await CrdsProcess.start("--store", `${disk}/rooms.db`);
        await using client = await LineClient.connect(server.port, "makeroom lobby\n");
        await client.hear(1);
        await server.stop();
      }
      for (const [name, reason] of [["rooms.db", stored], ["new.db", created]] as const) {
        const store = `${disk}/${name}`;
        const script = `${setUp}; sum=$(cksum < "$1/rooms.db"); shift; "$@" || code=$?
          [ "$sum" = "$(cksum < "${disk}/rooms.db")" ] || exit 8; exit $code`;
        const shell = ["unshare", "-rm", "sh", "-ec", script];
        const command = [...programCommand("crds"), "0", "--store", store];
        const { code, error } = await runToEnd([...shell, "sh", disk, ...command]);
        assert.equal(error, `Cannot open the store "${store}": ${reason}\n`);
        assert.equal(code, 1);
      }
    },
  });
}

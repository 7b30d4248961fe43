import assert from "node:assert/strict";
import { CrdsProcess } from "../support/crds_process.ts";
import { LineClient } from "../support/line_client.ts";
import { testInNamespaces } from "../support/namespaces.ts";
import { runToEnd } from "../support/running_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

testInNamespaces(
  "crds refuses changes while its disk is full, and accepts them when there is space again",
  async () => {
    using folder = new TemporaryFolder();
    const store = folder.file("rooms.db");
    await using server = await CrdsProcess.startOnSmallDisk(folder.path, "--store", store);
    /** Runs a shell script in the namespace that has the disk. */
    const runOnDisk = async (script: string) => {
      const enter = ["-t", String(server.pid), "-U", "-m", "--preserve-credentials"];
      const command = ["nsenter", ...enter, "sh", "-c", `cd "${folder.path}"; ${script}`];
      const { code, error } = await runToEnd(command);
      assert.equal(code, 0, error);
    };
    await using client = await LineClient.connect(server.port, "makeroom lobby 239.0.0.1 5000\n");
    await client.hear(1);
    await runOnDisk("cat /dev/zero > ballast 2> /dev/null || true");
    // The first rooms still fit into free space inside the file.
    const rooms = Array.from(
      { length: 200 },
      (_, index) => `${"x".repeat(60)}${index} 239.0.0.1 ${6000 + index}`,
    );
    await client.say(rooms.map((room) => `makeroom ${room}\n`).join(""));
    const answers = await client.hear(rooms.length);
    const made = rooms.filter((room, index) => answers[index] === `OK ${room}`);
    const refusals = answers.filter((answer) => !answer.startsWith("OK "));
    assert(refusals.length > 0, "the disk was not full");
    for (const refusal of refusals) {
      assert.match(refusal, /^ERROR store-failed Cannot write to the store: .*full/);
    }
    const all = ["lobby 239.0.0.1 5000", ...made].map((room) => `ROOM ${room}`);
    await client.say("getdir\n");
    assert.deepEqual(await client.hear(all.length + 1), [...all, `OK ${all.length}`]);
    await server.log.waitFor(/^A request failed: Cannot write to the store: .*full/m);
    await runOnDisk("rm ballast");
    await client.say(`makeroom ${rooms.at(-1)}\ndeleteroom lobby\ngetdir\n`);
    const last = [...all.slice(1), `ROOM ${rooms.at(-1)}`];
    assert.deepEqual(await client.hear(2 + last.length + 1), [
      `OK ${rooms.at(-1)}`,
      "OK lobby",
      ...last,
      `OK ${last.length}`,
    ]);
  },
);

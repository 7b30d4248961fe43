import assert from "node:assert/strict";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { CrdsProcess } from "../support/crds_process.ts";
import { LineClient } from "../support/line_client.ts";
import { testInNamespaces } from "../support/namespaces.ts";

testInNamespaces(
  "crds on a full disk says so, changes nothing, and goes on when there is room",
  async () => {
    using folder = new TemporaryFolder();
    const store = folder.file("rooms.db");
    await using server = await CrdsProcess.startOnSmallDisk(folder.path, "--store", store);
    /** Runs a shell script where the disk is. */
    const onDisk = async (script: string) => {
      const enter = ["-t", String(server.pid), "-U", "-m", "--preserve-credentials"];
      const args = [...enter, "sh", "-c", `cd "${folder.path}"; ${script}`];
      const { success, stderr } = await new Deno.Command("nsenter", { args }).output();
      assert(success, new TextDecoder().decode(stderr));
    };
    await using client = await LineClient.connect(server.port, "makeroom lobby 239.0.0.1 5000\n");
    await client.hear(1);
    await onDisk("cat /dev/zero > ballast 2> /dev/null || true");
    // Some still fit where there is room in the file.
    const rooms = Array.from(
      { length: 200 },
      (_, at) => `${"x".repeat(60)}${at} 239.0.0.1 ${6000 + at}`,
    );
    await client.say(rooms.map((room) => `makeroom ${room}\n`).join(""));
    const answers = await client.hear(rooms.length);
    const made = rooms.filter((room, at) => answers[at] === `OK ${room}`);
    const refusals = answers.filter((answer) => !answer.startsWith("OK "));
    assert(refusals.length > 0, "the disk was not full");
    for (const refusal of refusals) {
      assert.match(refusal, /^ERROR store-failed Cannot write to the store: .*full/);
    }
    const all = ["lobby 239.0.0.1 5000", ...made].map((room) => `ROOM ${room}`);
    await client.say("getdir\n");
    assert.deepEqual(await client.hear(all.length + 1), [...all, `OK ${all.length}`]);
    await server.log.waitFor(/^A request failed: Cannot write to the store: .*full/m);
    await onDisk("rm ballast");
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

import assert from "node:assert/strict";
import { FAKETIME } from "../support/faketime.ts";
import { connectTo } from "../support/raw_client.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { LiveChannel } from "../live/live_channel.ts";

Deno.test({
  name: "a clock that jumps forward and back disconnects no client and delays no message",
  ignore: FAKETIME === undefined,
  async fn() {
    using folder = new TemporaryFolder();
    const clock = folder.file("clock");
    const jump = (offset: string) => Deno.writeTextFileSync(clock, offset);
    jump("+0");
    const setUp = `export FAKETIME_TIMESTAMP_FILE="${clock}" FAKETIME_NO_CACHE=1 ` +
      `FAKETIME_DONT_FAKE_MONOTONIC=1 LD_PRELOAD="${FAKETIME}"`;
    await using server = await ServerProcess.startAfter(setUp, "--login-timeout", "60");
    await using channel = await LiveChannel.open(server);
    // This client may stay silent for a minute of real time. The jumps must not use it up.
    const silent = await connectTo(server.port);
    await channel.exchange(5);
    for (const offset of ["+400d", "-400d", "+0"]) {
      jump(offset);
      await channel.exchange(20);
    }
    await channel.settle();
    assert.doesNotMatch(server.log.text, / left: |^Cannot /m);
    silent.close();
    assert.equal(await server.stop(), 0);
  },
});

/** Modules that need the time of day, for people or certificates, and measure nothing with it. */
const USES_TIME_OF_DAY = new Set([
  "lib/programs/server/cluster.ts",
  "lib/programs/server/memory.ts",
  "lib/cluster/nats/removal_marks.ts",
  "lib/programs/server/tls.ts",
  "lib/net/read_turns.ts",
  "lib/serving/accounts/accounts.ts",
  "lib/serving/mailbox.ts",
  "lib/serving/chat_connection.ts",
  "lib/programs/client/wanted_messages.ts",
  "lib/dialects/channel/history_commands.ts",
  "lib/clients/channel/said_frames.ts",
  "lib/clients/messenger/own_channel.ts",
  "lib/clients/messenger/past_requests.ts",
  "lib/web/door.ts",
  "lib/web/page/client.js",
  "lib/web/page/conversation.js",
  "lib/programs/shared/status_writer.ts",
  "lib/transport/self_signed.ts",
  "lib/terminal/shown_text.ts",
  "lib/clients/messenger/transcript.ts",
  "lib/clients/wire/recording.ts",
  "lib/clients/wire/wire_view.ts",
  "lib/clients/doctor/server_check.ts",
]);

Deno.test("no module measures a duration with a clock that can jump", () => {
  const offenders: string[] = [];
  const search = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      const path = `${folder}/${name}`;
      if (isDirectory) search(path);
      else if (USES_TIME_OF_DAY.has(path)) continue;
      else if (/Date\.now|new Date\(\)/.test(Deno.readTextFileSync(path))) offenders.push(path);
    }
  };
  search("lib");
  assert.deepEqual(offenders, []);
});

import assert from "node:assert/strict";
import { FrameClient } from "../support/frame_client.ts";
import { ServerProcess } from "../support/server_process.ts";
import { LiveChannel } from "../live/live_channel.ts";

Deno.test({
  name: "a server without file descriptors reports it, keeps its users, and later accepts new ones",
  // On Linux the runtime needs some 25 descriptors for itself; elsewhere the number differs.
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using server = await ServerProcess.startAfter("ulimit -n 48");
    await using channel = await LiveChannel.open(server);
    const crowd = await Promise.all(
      Array.from({ length: 48 }, (_, index) => FrameClient.connect(server.port, `Crowd${index}`)),
    );
    await server.log.waitFor(/^Cannot accept a connection: .*[Tt]oo many open files/m);
    await channel.exchange(100);
    assert.equal(server.log.text.split("Cannot accept").length - 1, 1, "reported more than once");
    await Promise.all(crowd.map((client) => client[Symbol.asyncDispose]()));
    await using late = await FrameClient.connect(server.port, "Late", "/join live");
    await server.log.waitFor(/is Late \(channel\)\n/);
    await late.say("/who");
    await late.hear(1);
    await channel.exchange(5);
    await channel.settle();
    assert.equal(await server.stop(), 0);
  },
});

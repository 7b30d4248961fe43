import assert from "node:assert/strict";
import { FrameClient } from "../support/frame_client.ts";
import { ServerProcess } from "../support/server_process.ts";
import { LiveRoom } from "../live/live_room.ts";

Deno.test({
  name: "a server without descriptors says so, keeps its users, and takes others when it has some",
  // How many the runtime needs for itself differs elsewhere: here some 25.
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using server = await ServerProcess.startAfter("ulimit -n 48");
    await using room = await LiveRoom.open(server);
    const crowd = await Promise.all(
      Array.from({ length: 48 }, (_, index) => FrameClient.connect(server.port, `Crowd${index}`)),
    );
    await server.log.waitFor(/^Cannot accept a connection: .*[Tt]oo many open files/m);
    await room.hear(100);
    assert.equal(server.log.text.split("Cannot accept").length - 1, 1, "told again and again");
    await Promise.all(crowd.map((client) => client[Symbol.asyncDispose]()));
    await using late = await FrameClient.connect(server.port, "Late", "/join live");
    await server.log.waitFor(/is Late \(channel\)\n/);
    await late.say("/who");
    await late.hear(1);
    await room.hear(5);
    await room.settle();
    assert.equal(await server.stop(), 0);
  },
});

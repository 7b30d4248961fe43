import assert from "node:assert/strict";
import { FrameClient, frames } from "../support/frame_client.ts";
import { ServerProcess } from "../support/server_process.ts";
import { WITH_SIGNALS } from "../support/with_signals.ts";
import { LiveRoom } from "../live/live_room.ts";

Deno.test(
  "a server that is stopped under full load has handed on all that it took, exit code 0",
  WITH_SIGNALS,
  async () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      await using server = await ServerProcess.start();
      await using room = await LiveRoom.open({ port: server.port, pause: 0 });
      await room.hear(500);
      const stopped = server.stop(signal);
      await Promise.all(room.members.map(({ ended }) => ended));
      await room.hush();
      assert.equal(await stopped, 0);
      for (const sender of room.members) {
        assert.equal(sender.problem, "The server has closed its connection");
        const heard = room.hearersOf(sender).map((hearer) => hearer.heard.get(sender.name));
        assert.equal(new Set(heard).size, 1, `${sender.name} was heard ${heard} times`);
        if (sender.voice.dialect === "channel") continue;
        assert.equal(
          sender.receipts,
          heard[0],
          `${sender.name} was told that so many were handed on`,
        );
      }
    }
  },
);

Deno.test(
  "a server that is stopped waits for a member that reads slowly",
  WITH_SIGNALS,
  async () => {
    await using server = await ServerProcess.start();
    const slow = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await slow.write(frames("Slow", "/create tea"));
    await server.log.waitFor(/is Slow/);
    await using sender = await FrameClient.connect(server.port, "Sender", "/join tea");
    const [batches, size] = [140, 500];
    const batch = frames(...Array.from({ length: size }, (_, index) => `${index}`));
    for (let count = 0; count < batches; count++) await sender.write(batch);
    await sender.say("/oops");
    // Its answer tells that the server has taken everything.
    await sender.hear(1);
    const stopped = server.stop();
    const buffer = new Uint8Array(64 * 1024);
    let heard = 0;
    for (let count: number | null = 0; count !== null; count = await slow.read(buffer)) {
      heard += count;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.equal(heard, (1 + batches * size) * 200);
    slow.close();
    await sender.rest();
    assert.equal(await stopped, 0);
  },
);

import assert from "node:assert/strict";
import { ServerProcess } from "../end_to_end/server_process.ts";
import { WITH_SIGNALS } from "../end_to_end/with_signals.ts";
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

import assert from "node:assert/strict";
import { withDeadline } from "../support/deadline.ts";
import { FrameClient, frames, numberedFrames } from "../support/frame_client.ts";
import { connectTo } from "../support/raw_client.ts";
import { retried } from "../support/retried.ts";
import { ServerProcess } from "../support/server_process.ts";
import { WITH_SIGNALS } from "../support/with_signals.ts";
import { LiveChannel } from "../live/live_channel.ts";

Deno.test(
  "a server that is stopped under full load delivers every message that it has accepted, and exits with 0",
  WITH_SIGNALS,
  async () => {
    // A server that is stopped waits for a few seconds at most.
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      await retried(async () => {
        await using server = await ServerProcess.start();
        await using channel = await LiveChannel.open({ port: server.port, pauseMs: 0 });
        await channel.exchange(500);
        const stopped = server.stop(signal);
        await channel.waitForDisconnect();
        await channel.stopSending();
        assert.equal(await stopped, 0);
        for (const sender of channel.members) {
          assert.equal(sender.problem, "The server has closed its connection");
          const counts = channel.receiversOf(sender).map(({ received }) =>
            received.get(sender.name)
          );
          assert.equal(
            new Set(counts).size,
            1,
            `receivers got ${counts} messages of ${sender.name}`,
          );
          if (sender.dialect.name === "channel") continue;
          assert.equal(sender.receipts, counts[0], `receipts for ${sender.name}`);
        }
      });
    }
  },
);

Deno.test(
  "a server that is stopped waits for a member that reads slowly",
  WITH_SIGNALS,
  async () => {
    await retried(async () => {
      await using server = await ServerProcess.start();
      const slow = await connectTo(server.port);
      await slow.write(frames("Slow", "/create tea"));
      await server.log.waitFor(/is Slow/);
      await using sender = await FrameClient.connect(server.port, "Sender", "/join tea");
      const [batches, batchSize] = [140, 500];
      const batch = numberedFrames(batchSize);
      for (let count = 0; count < batches; count++) await sender.write(batch);
      // The server answers this command after it has read all messages.
      await sender.say("/oops");
      await sender.hear(1);
      const stopped = server.stop();
      const buffer = new Uint8Array(64 * 1024);
      let received = 0;
      for (let count: number | null = 0; count !== null;) {
        received += count;
        await new Promise((resolve) => setTimeout(resolve, 5));
        count = await withDeadline(slow.read(buffer), () => `Only ${received} bytes arrived`);
      }
      assert.equal(received, (1 + batches * batchSize) * 200);
      slow.close();
      await sender.rest();
      assert.equal(await stopped, 0);
    });
  },
);

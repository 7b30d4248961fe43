import assert from "node:assert/strict";
import { connect } from "node:net";
import { FrameClient, frames, numberedFrames } from "../support/frame_client.ts";
import { connectTo } from "../support/raw_client.ts";
import { RunningProcess } from "../support/running_process.ts";
import { retried } from "../support/retried.ts";
import { ServerProcess } from "../support/server_process.ts";
import { WITH_SIGNALS } from "../support/with_signals.ts";
import { LiveChannel } from "../live/live_channel.ts";

/** Checks that a channel of healthy members loses no message while `disturb` runs. */
async function assertNoLoss(
  server: ServerProcess,
  disturb: (channel: LiveChannel) => Promise<void>,
): Promise<void> {
  await using channel = await LiveChannel.open(server);
  await channel.exchange(5);
  await disturb(channel);
  await channel.exchange(5);
  await channel.settle();
}

/** Returns a script of a process with `count` connections, which the system closes when it is killed. */
function victimScript(port: number, count: number): string {
  return `
    const name = new TextEncoder().encode("Victim".padEnd(200) + "/join live".padEnd(200));
    for (let count = 0; count < ${count}; count++) {
      const conn = await Deno.connect({ hostname: "127.0.0.1", port: ${port} });
      await conn.write(name);
    }
    await new Promise((resolve) => setTimeout(resolve, 60_000));`;
}

/** Waits until the log reports that `count` users have left whose names match `name`. */
async function waitForLeaves(server: ServerProcess, name: string, count: number): Promise<void> {
  const left = new RegExp(` ${name}\\S* left: `);
  await server.log.waitUntil((text) => text.split(left).length > count, `${count} leaves`);
}

Deno.test("a channel loses no message when clients are killed", WITH_SIGNALS, async () => {
  await using server = await ServerProcess.start();
  await assertNoLoss(server, async () => {
    await using victim = new RunningProcess(
      [Deno.execPath(), "eval", victimScript(server.port, 20)],
    );
    await server.log.waitFor(/is Victim_20 \(channel\)\n/);
    victim.kill();
    await waitForLeaves(server, "Victim", 20);
  });
});

Deno.test("a channel loses no message when connections are reset, even inside a frame", async () => {
  await using server = await ServerProcess.start();
  await assertNoLoss(server, async () => {
    for (let count = 1; count <= 30; count++) {
      const socket = connect(server.port, "127.0.0.1");
      socket.write(frames(`Reset${count}.`, "/join live", "hi").subarray(0, 600 - count));
      await server.log.waitFor(new RegExp(`is Reset${count}\\. \\(channel\\)\n`));
      socket.resetAndDestroy();
    }
    // A client that resets its connection before it is accepted must not end the accept loop.
    for (let count = 0; count < 100; count++) {
      const socket = connect(server.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.on("connect", () => socket.resetAndDestroy());
    }
    await waitForLeaves(server, "Reset", 30);
  });
  assert.doesNotMatch(server.log.text, /^Cannot /m);
});

Deno.test("a member that stops reading is disconnected, and does not slow the others down", async () => {
  await retried(async () => {
    await using server = await ServerProcess.start();
    let maxLatencyMs = Infinity;
    await assertNoLoss(server, async (channel) => {
      const stuck = await connectTo(server.port);
      await stuck.write(frames("Stuck", "/join live"));
      await server.log.waitFor(/is Stuck/);
      await using flooder = await FrameClient.connect(server.port, "Flooder", "/join live");
      const batch = numberedFrames(500);
      for (let count = 0; count < 600; count++) await flooder.write(batch);
      await server.log.waitFor(/Stuck left: too far behind\n/);
      stuck.close();
      ({ maxLatencyMs } = channel);
    });
    // Senders wait half a second for a member that makes no progress while most members do.
    assert(maxLatencyMs < 5000, `the slowest message took ${maxLatencyMs} ms`);
  });
});

Deno.test(
  "all clients notice that a server was killed, and can log in on a new one at the same port",
  WITH_SIGNALS,
  async () => {
    let server = await ServerProcess.startReplaceable();
    const { port } = server;
    {
      await using channel = await LiveChannel.open(server);
      await channel.exchange(5);
      await server.stop("SIGKILL");
      await channel.waitForDisconnect();
      await channel.stopSending();
      // No other problem: all messages before the end came in order.
      for (const { problem } of channel.members) assert.match(problem!, /closed|failed/);
    }
    server = await ServerProcess.start("--port", `${port}`);
    await using _server = server;
    assert.equal(server.port, port);
    await assertNoLoss(server, () => Promise.resolve());
  },
);

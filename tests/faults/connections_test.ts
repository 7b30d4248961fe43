import assert from "node:assert/strict";
import { connect } from "node:net";
import { FrameClient, frames } from "../support/frame_client.ts";
import { ServerProcess } from "../support/server_process.ts";
import { WITH_SIGNALS } from "../support/with_signals.ts";
import { LiveRoom } from "../live/live_room.ts";

/** Opens a room in which everybody talks while something `happens`; nothing may be lost by it. */
async function roomIsWhole(
  server: ServerProcess,
  happens: (room: LiveRoom) => Promise<void>,
): Promise<void> {
  await using room = await LiveRoom.open(server);
  await room.hear(5);
  await happens(room);
  await room.hear(5);
  await room.settle();
}

/** A process whose connections the system closes when it is killed. */
function victim(port: number, count: number): Deno.ChildProcess {
  const program = `
    const name = new TextEncoder().encode("Victim".padEnd(200) + "/join live".padEnd(200));
    for (let count = 0; count < ${count}; count++) {
      const conn = await Deno.connect({ hostname: "127.0.0.1", port: ${port} });
      await conn.write(name);
    }
    console.log("ready");
    await new Promise((resolve) => setTimeout(resolve, 60_000));`;
  return new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

Deno.test(
  "nothing is lost in a room when clients are killed with kill -9",
  WITH_SIGNALS,
  async () => {
    await using server = await ServerProcess.start();
    await roomIsWhole(server, async () => {
      const process = victim(server.port, 20);
      await server.log.waitFor(/is Victim_20 \(channel\)\n/);
      process.kill("SIGKILL");
      await process.output();
      await server.log.waitUntil(
        (text) => text.split(/ Victim\S* left: /).length > 20,
        "20 leaves",
      );
    });
  },
);

Deno.test("nothing is lost in a room when connections are reset, in the middle of frames too", async () => {
  await using server = await ServerProcess.start();
  await roomIsWhole(server, async () => {
    for (let count = 1; count <= 30; count++) {
      const socket = connect(server.port, "127.0.0.1");
      socket.write(frames(`Reset${count}.`, "/join live", "hi").subarray(0, 600 - count));
      await server.log.waitFor(new RegExp(`is Reset${count}\\. \\(channel\\)\n`));
      socket.resetAndDestroy();
    }
    // A client that has reset before it is accepted must not end the accept loop.
    for (let count = 0; count < 100; count++) {
      const socket = connect(server.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.on("connect", () => socket.resetAndDestroy());
    }
    await server.log.waitUntil((text) => text.split(/ Reset\S* left: /).length > 30, "30 leaves");
  });
  assert.doesNotMatch(server.log.text, /^Cannot /m);
});

Deno.test("a member that stops to read is dropped, and the others hear each other as quickly as before", async () => {
  await using server = await ServerProcess.start();
  const slowest: number[] = [];
  await roomIsWhole(server, async (room) => {
    const stuck = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await stuck.write(frames("Stuck", "/join live"));
    await server.log.waitFor(/is Stuck/);
    await using flooder = await FrameClient.connect(server.port, "Flooder", "/join live");
    const batch = frames(...Array.from({ length: 500 }, (_, index) => `${index}`));
    for (let count = 0; count < 600; count++) await flooder.write(batch);
    await server.log.waitFor(/Stuck left: too far behind\n/);
    stuck.close();
    slowest.push(room.slowest);
  });
  // Senders wait for somebody stuck for half a second where most keep up.
  assert(slowest[0]! < 5000, `the slowest message took ${slowest[0]} ms`);
});

Deno.test(
  "a server killed with kill -9 is noticed by all, and a new one takes all of them",
  WITH_SIGNALS,
  async () => {
    let server = await ServerProcess.start();
    const { port } = server;
    {
      await using room = await LiveRoom.open(server);
      await room.hear(5);
      await server.stop("SIGKILL");
      await Promise.all(room.members.map(({ ended }) => ended));
      await room.hush();
      // What came until then came in order.
      for (const { problem } of room.members) assert.match(problem!, /closed|failed/);
    }
    server = await ServerProcess.start("--port", `${port}`);
    await using _server = server;
    assert.equal(server.port, port);
    await roomIsWhole(server, () => Promise.resolve());
  },
);

import assert from "node:assert/strict";
import { HAS_NATS, NatsServer } from "../support/nats_server.ts";
import { ServerProcess } from "../support/server_process.ts";

Deno.test("the log of a server says which other servers come, stop, are lost and are back", {
  ignore: !HAS_NATS,
}, async () => {
  await using nats = await NatsServer.start();
  const flags = ["--cluster", nats.url];
  await using first = await ServerProcess.start(...flags);
  await first.log.waitFor(
    RegExp(
      `^Joined the cluster "parley" as 127.0.0.1:${first.port}. This is the only server now$`,
      "m",
    ),
  );
  await using json = await ServerProcess.start(...flags, "--log", "json");
  const other = `127\\.0\\.0\\.1:${json.port}`;
  await first.log.waitFor(RegExp(`^Server ${other} has joined\\. There are 2 servers now$`, "m"));
  const second = await ServerProcess.start(...flags);
  const { port } = second;
  const lines = [
    "has joined\\. There are 3 servers now",
    "has stopped\\. There are 2 servers now",
    "is back\\. There are 3 servers now",
    "is lost: it was killed, hangs or is cut off\\. There are 2 servers now",
  ].map((end) => RegExp(`^Server 127\\.0\\.0\\.1:${port} ${end}$`, "m"));
  await first.log.waitFor(lines[0]!);
  assert.equal(await second.stop(), 0);
  await first.log.waitFor(lines[1]!);
  await using again = await ServerProcess.start(...flags, "-p", String(port));
  await first.log.waitFor(lines[2]!);
  await again.log.waitFor(/^Joined the cluster .* There are 3 servers now$/m);
  await again.stop("SIGKILL");
  await first.log.waitFor(lines[3]!);
  await json.log.waitFor(/is lost.*\n/);
  const events = json.log.text.trim().split("\n").map((line) => JSON.parse(line))
    .filter(({ event }) => event === "servers");
  const address = `127.0.0.1:${port}`;
  assert.deepEqual(
    events.map(({ level, change, addresses, servers }) => [level, change, addresses, servers]),
    [
      ["info", "joined", [`127.0.0.1:${json.port}`], 2],
      ["info", "joined", [address], 3],
      ["info", "stopped", [address], 2],
      ["info", "back", [address], 3],
      ["warning", "lost", [address], 2],
    ],
  );
});

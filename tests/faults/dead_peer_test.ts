import assert from "node:assert/strict";
import { DEFAULT_PEER_TIMEOUT_S } from "../../lib/transport/keep_alive.ts";
import type { PipedProcess } from "../support/piped_process.ts";
import { type Host, LEFT, linkedHosts, testInNamespaces } from "../support/namespaces.ts";

/** Starts a server that notices a dead peer after a few seconds. Returns its port. */
async function startServer(host: Host) {
  const flags = ["--peer-timeout", "4", "--write-timeout", "4"];
  const server = host.spawn(Deno.execPath(), "run", "-A", "server.ts", ...flags);
  const [, port] = await server.output.waitFor(/listening on \S+:(\d+)\n/);
  return { server, port: port! };
}

/** Connects, sends its arguments one after the other, and then neither reads nor writes. */
const SILENT_CLIENT = `
import socket, sys, time
conn = socket.create_connection((sys.argv[1], int(sys.argv[2])))
for text in sys.argv[3:]: conn.sendall(text.encode())
time.sleep(600)`;

function frames(...texts: string[]): string[] {
  return texts.map((text) => text.padEnd(200));
}

/** What clients send before their network fails, by the name that they log in under. */
const SILENT_CLIENTS: Record<string, string[]> = {
  Idle: frames("Idle", "/create alone"),
  // The server has bytes on their way to it, which keep the system from probing the connection.
  Busy: frames("Busy", "/join live"),
  Direct: ["HELLO-FROM Direct\n"],
  Messenger: [
    JSON.stringify({ action: "login", source: "Messenger", destination: "server", body: "" }) +
    "\n",
  ],
};

testInNamespaces(
  "a server notices in any dialect that a client's network has failed, and frees its name",
  async () => {
    await using hosts = await linkedHosts();
    const { left, right } = hosts;
    const { server, port } = await startServer(left);
    await using channel = left.spawn(
      ...[Deno.execPath(), "run", "-A", "tests/faults/fixture_channel.ts", "127.0.0.1", port],
    );
    await channel.output.waitFor(/^sending\n/);
    for (const [name, texts] of Object.entries(SILENT_CLIENTS)) {
      right.spawn("python3", "-c", SILENT_CLIENT, LEFT, port, ...texts);
      await server.errors.waitFor(new RegExp(`is ${name} `));
    }
    await right.sh("ip link set eth0 down");
    for (const name of Object.keys(SILENT_CLIENTS)) {
      await server.errors.waitFor(new RegExp(`${name} left: connection (reset|timed out)\n`));
      left.spawn("python3", "-c", SILENT_CLIENT, "127.0.0.1", port, `HELLO-FROM ${name}\n`);
      await server.errors.waitFor(new RegExp(`${name} left: [^]*is ${name} \\(direct\\)`));
    }
    await channel.type("\n");
    await channel.output.waitFor(/all received\n/);
  },
);

testInNamespaces(
  "clients that only listen learn that their server's network has failed",
  async () => {
    await using hosts = await linkedHosts();
    const { left, right } = hosts;
    const { port } = await startServer(left);
    const clients = ["channel", "direct"].map((dialect) =>
      right.spawn(
        Deno.execPath(),
        "run",
        "-A",
        "tests/faults/fixture_listener.ts",
        dialect,
        LEFT,
        port,
      )
    );
    const [channel, direct] = clients as [PipedProcess, PipedProcess];
    await direct.type("Ann\n");
    await direct.output.waitFor(/Successfully logged in as Ann!\n/);
    await channel.output.waitFor(/^\[Me\] $/);
    await left.sh("ip link set eth0 down");
    await channel.output.waitFor(new RegExp(`Server at ${LEFT}:${port} has disconnected\n$`));
    assert.equal(await channel.exitCode, 1);
    await direct.errors.waitFor(/The server at \S+ closed the connection/);
    assert.equal(await direct.exitCode, 1);
  },
);

Deno.test("a dead peer is noticed within a minute by default", () => {
  const probesApart = Math.floor(DEFAULT_PEER_TIMEOUT_S / 12);
  assert(DEFAULT_PEER_TIMEOUT_S + probesApart < 60);
});

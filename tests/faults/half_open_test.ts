import assert from "node:assert/strict";
import { LEFT, linkedHosts, testInNamespaces } from "../support/namespaces.ts";

/** Has the system probe a silent client within a second, and give up a few seconds later. */
const SHORT_TIMEOUTS = [
  "keepalive_time=1",
  "keepalive_intvl=1",
  "keepalive_probes=2",
  "retries2=3",
];

/** Logs in, runs one command, and then neither reads nor writes. */
const CLIENT = `
import socket, sys, time
conn = socket.create_connection((sys.argv[1], int(sys.argv[2])))
conn.sendall(sys.argv[3].encode().ljust(200) + sys.argv[4].encode().ljust(200))
time.sleep(600)`;

testInNamespaces(
  "a server disconnects clients whose network has failed, and the others lose no message",
  async () => {
    await using hosts = await linkedHosts();
    const { left, right } = hosts;
    await left.sh(SHORT_TIMEOUTS.map((setting) => `sysctl -qw net.ipv4.tcp_${setting}`).join("; "));
    const deno = Deno.execPath();
    await using server = left.spawn(deno, "run", "--allow-net", "--allow-sys", "server.ts");
    const [, port] = await server.output.waitFor(/listening on 0\.0\.0\.0:(\d+)\n/);
    await using channel = left.spawn(
      ...[deno, "run", "-A", "tests/faults/fixture_channel.ts", "127.0.0.1", port!],
    );
    await channel.output.waitFor(/^sending\n/);
    // The system retransmits messages to the busy client. It has none for the idle one.
    right.spawn("python3", "-c", CLIENT, LEFT, port!, "Busy", "/join live");
    right.spawn("python3", "-c", CLIENT, LEFT, port!, "Idle", "/create alone");
    await server.errors.waitFor(/is Busy/);
    await server.errors.waitFor(/is Idle/);
    await right.sh("ip link set eth0 down");
    await server.errors.waitFor(/Busy left: connection reset\n/);
    await server.errors.waitFor(/Idle left: connection reset\n/);
    await channel.type("\n");
    await channel.output.waitFor(/all received\n/);
    assert.equal(await channel.exitCode, 0, channel.errors.text);
  },
);

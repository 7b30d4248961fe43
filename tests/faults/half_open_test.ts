import assert from "node:assert/strict";
import { LEFT, linkedHosts, testInNamespaces } from "../support/namespaces.ts";

/** The system asks after a silent client within a second, and gives up after some more. */
const IMPATIENT = ["keepalive_time=1", "keepalive_intvl=1", "keepalive_probes=2", "retries2=3"];

/** Enters, says hello to nobody, and stays. */
const CLIENT = `
import socket, sys, time
conn = socket.create_connection((sys.argv[1], int(sys.argv[2])))
conn.sendall(sys.argv[3].encode().ljust(200) + sys.argv[4].encode().ljust(200))
time.sleep(60)`;

testInNamespaces(
  "a server notices clients whose network is gone, and nothing is lost in the room",
  async () => {
    await using hosts = await linkedHosts();
    const { left, right } = hosts;
    await left.sh(IMPATIENT.map((setting) => `sysctl -qw net.ipv4.tcp_${setting}`).join("; "));
    const deno = Deno.execPath();
    await using server = left.spawn(deno, "run", "--allow-net", "--allow-sys", "server.ts");
    const [, port] = await server.output.waitFor(/listening on 0\.0\.0\.0:(\d+)\n/);
    await using room = left.spawn(
      deno,
      "run",
      "-A",
      "tests/faults/fixture_room.ts",
      "127.0.0.1",
      port!,
    );
    await room.output.waitFor(/^talking\n/);
    // One has messages on their way to it, which are sent again and again; the other one has none.
    right.spawn("python3", "-c", CLIENT, LEFT, port!, "Busy", "/join live");
    right.spawn("python3", "-c", CLIENT, LEFT, port!, "Idle", "/create alone");
    await server.errors.waitFor(/is Busy/);
    await server.errors.waitFor(/is Idle/);
    await right.sh("ip link set eth0 down");
    await server.errors.waitFor(/Busy left: connection reset\n/);
    await server.errors.waitFor(/Idle left: connection reset\n/);
    await room.type("\n");
    await room.output.waitFor(/all heard\n/);
    assert.equal(await room.exitCode, 0, room.errors.text);
  },
);

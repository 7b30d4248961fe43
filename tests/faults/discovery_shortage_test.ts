import assert from "node:assert/strict";
import { announcedName, foundNames, server, serverWithFiles } from "../discovery/programs.ts";
import { LEFT, linkedHosts, loneHost, scenesInNamespaces } from "../support/namespaces.ts";

const scene = scenesInNamespaces("a shortage of descriptors does not end looking for networks");

const MAX_FILES = 64;

/** Logs in again and again until it is told to leave: strangers would make room for each other. */
const CROWD = `
import socket
crowd = [socket.create_connection(("${LEFT}", 55555)) for _ in range(${MAX_FILES})]
for number, member in enumerate(crowd):
    member.sendall(b"HELLO-FROM member%d\\n" % number)
print("connected", flush=True)
input()
`;

scene("an announced server finds a network that is added after a shortage", async () => {
  await using hosts = await linkedHosts();
  const { left, right } = hosts;
  await using panda = await serverWithFiles(left, MAX_FILES, "--announce-as", "panda");
  await announcedName(panda);
  await using crowd = right.spawn("python3", "-c", CROWD);
  await crowd.output.waitFor(/^connected\n/);
  await panda.errors.waitFor(/^Cannot accept a connection: too many open files\n/m);
  // It looks for networks every five seconds.
  await panda.errors.waitFor(
    /^Not announced on the local network: Cannot list the network interfaces: too many open files\n/m,
  );
  await crowd.type("\n");
  assert.equal(await crowd.exitCode, 0);
  await left.sh(`ip link del eth0; ip link add eth1 type veth peer name eth1 netns ${right.pid}`);
  await left.sh("ip addr add 10.9.1.1/24 dev eth1; ip link set eth1 up");
  await right.sh("ip addr add 10.9.1.2/24 dev eth1; ip link set eth1 up");
  assert.deepEqual(await foundNames(right, 1), ["panda"]);
  panda.signal("SIGTERM");
  assert.equal(await panda.exitCode, 0);
});

scene("find searches the networks that it could not search at first", async () => {
  await using host = await loneHost();
  await using panda = await server(host, "--address", "127.0.0.1", "--announce-as", "panda");
  await announcedName(panda);
  const limit = `ulimit -n ${MAX_FILES}; exec "$0" "$@"`;
  const run = [Deno.execPath(), "run", "--no-prompt", "-A"];
  await using finder = host.spawn(
    ...["sh", "-c", limit, ...run],
    `${import.meta.dirname}/fixture_find_in_shortage.ts`,
  );
  assert.equal(await finder.exitCode, 0, finder.errors.text);
  assert.equal(finder.output.text, "no descriptor is free\nfound panda\n");
});

import assert from "node:assert/strict";
import { type Host, LEFT, linkedHosts, testInNamespaces } from "../support/namespaces.ts";
import type { PipedProcess } from "../support/piped_process.ts";
import { programCommand } from "../support/programs.ts";

async function startDirectory(host: Host, ...flags: string[]): Promise<PipedProcess> {
  const directory = host.spawn(...programCommand("crds"), "50000", ...flags);
  await directory.output.waitFor(/ listening on port 50000\.\.\.\n/);
  return directory;
}

/** Opens `count` connections to the directory, says a text on each, and prints what each hears. */
function connections(host: Host, count: number, text: string): PipedProcess {
  const script = `import selectors, socket, sys
peers = selectors.DefaultSelector()
for index in range(${count}):
  peer = socket.create_connection(("${LEFT}", 50000))
  peers.register(peer, selectors.EVENT_READ, index)
  peer.sendall(sys.argv[1].encode())
while peers.get_map():
  for key, _ in peers.select():
    heard = key.fileobj.recv(99999).decode()
    for line in heard.splitlines(): print(key.data, line, flush=True)
    if not heard: peers.unregister(key.fileobj)`;
  return host.spawn("python3", "-c", script, text);
}

testInNamespaces("a stranger who takes all places of crds gives them up to others", async () => {
  await using hosts = await linkedHosts();
  await using _directory = await startDirectory(hosts.left, "--max-clients", "5");
  await using stranger = connections(hosts.right, 7, "getdir\n");
  await stranger.output.waitFor(/^5 ERROR too-many-clients The server is full \(limit: 5\)\n/m);
  await stranger.output.waitFor(/^6 ERROR too-many-clients The server is full \(limit: 5\)\n/m);
  await using others = connections(hosts.left, 2, "getdir\n");
  await others.output.waitFor(/^0 OK 0\n/m);
  await others.output.waitFor(/^1 OK 0\n/m);
  // Those of the stranger that have been silent for longest.
  const full = "ERROR too-many-clients The server is full, and you sent no request";
  await stranger.output.waitFor(new RegExp(`^0 ${full}\n`, "m"));
  await stranger.output.waitFor(new RegExp(`^1 ${full}\n`, "m"));
  await using more = connections(hosts.left, 1, "getdir\n");
  await more.output.waitFor(/^0 ERROR too-many-clients/m);
});

testInNamespaces(
  "a stranger cannot fill crds with rooms, and programs on its machine can",
  async () => {
    await using hosts = await linkedHosts();
    await using _directory = await startDirectory(hosts.left, "--max-rooms", "30");
    const make = (name: string, count: number) =>
      Array.from({ length: count }, (_, index) => `makeroom ${name}${index}\n`).join("");
    await using stranger = connections(hosts.right, 1, `${make("a", 5)}bye\n`);
    assert.equal(await stranger.exitCode, 0);
    assert.deepEqual(
      stranger.output.text.trimEnd().split("\n").map((line) => line.replace(/(OK \w+) .*/, "$1")),
      [
        ...["0 OK a0", "0 OK a1", "0 OK a2"],
        ...Array(2).fill(
          "0 ERROR too-many-rooms " +
            "Clients of your address have made as many rooms as they may (limit: 3)",
        ),
        "0 OK",
      ],
    );
    const script = `exec 3<>/dev/tcp/127.0.0.1/50000; printf '${make("b", 28)}bye\n' >&3; cat <&3`;
    await using local = hosts.left.spawn("bash", "-c", script);
    assert.equal(await local.exitCode, 0);
    const lines = local.output.text.trimEnd().split("\n");
    assert.equal(lines.filter((line) => line.startsWith("OK b")).length, 27);
    assert.equal(lines.at(-2), "ERROR too-many-rooms The directory is full (limit: 30)");
  },
);

import assert from "node:assert/strict";
import type { Finding } from "../../lib/clients/doctor/checks.ts";
import {
  Host,
  LEFT,
  linkedHosts,
  loneHost,
  RIGHT,
  scenesInNamespaces,
} from "../support/namespaces.ts";
import type { PipedProcess } from "../support/piped_process.ts";
import { programCommand } from "../support/programs.ts";

const scene = scenesInNamespaces("doctor reports the state of the network");

/** The options of `doctor`. */
interface Options {
  readonly interface?: string;
  readonly directory?: string;
  readonly seconds?: number;
  readonly json?: boolean;
}

function doctor(host: Host, { seconds = 0, json = false, ...options }: Options): PipedProcess {
  const flags = Object.entries({ seconds, ...options }).flatMap(([flag, value]) => [
    `--${flag}`,
    String(value),
  ]);
  return host.spawn(...programCommand("client"), "doctor", ...flags, ...(json ? ["--json"] : []));
}

/** Runs `doctor --json`. Returns its exit code, and the result of each check. */
async function examine(host: Host, options: Options = {}) {
  await using process = doctor(host, { ...options, json: true });
  const code = await process.exitCode;
  assert.equal(process.errors.text, "");
  const { ok, interfaces, findings } = JSON.parse(process.output.text);
  assert.equal(ok, code === 0);
  const results = (findings as Finding[]).map(({ check, result }) => `${check} ${result}`);
  return { code, interfaces, findings: findings as Finding[], results: results.join(", ") };
}

scene("doctor finds no problem between two hosts that see each other", async () => {
  await using hosts = await linkedHosts();
  await using right = doctor(hosts.right, { seconds: 60 });
  await right.output.waitFor(/TTL 1/);
  await using left = doctor(hosts.left, { seconds: 2 });
  assert.equal(await left.exitCode, 0, left.output.text);
  assert.equal(
    left.output.text,
    [
      "Interfaces of this machine:",
      "  lo (127.0.0.1): works, within this machine",
      `  eth0 (${LEFT}): works`,
      "",
      `ok: Rooms use eth0 (${LEFT})`,
      `ok: Multicast on eth0 (${LEFT}) comes back`,
      "ok: The system's own route for multicast uses eth0, too",
      `ok: Multicast on eth0 (${LEFT}) has TTL 1: it reaches everybody on that network ` +
      "and nobody behind a router",
      `ok: Heard other machines: ${RIGHT}`,
      "",
      "All is well\n",
    ].join("\n"),
  );
});

scene("doctor finds no problem where nobody else is", async () => {
  await using host = await loneHost();
  const { code, results } = await examine(host);
  assert.equal(results, "interface note, loopback ok, route ok, ttl ok, others note");
  assert.equal(code, 0);
});

scene("doctor finds that the network is down", async () => {
  await using hosts = await linkedHosts();
  await hosts.left.sh("ip link set eth0 down");
  const chosen = await examine(hosts.left);
  assert.match(chosen.results, /^interface failed, loopback ok/);
  assert.equal(chosen.code, 1);
  const wanted = await examine(hosts.left, { interface: LEFT });
  assert.equal(wanted.results, "interface ok, loopback failed, route failed");
  assert.match(wanted.findings[1]!.advice!, /^Bring eth0 up, or /);
  assert.deepEqual(wanted.interfaces.map(({ works }: { works: boolean }) => works), [true, false]);
});

scene(
  "doctor finds that there is no network, or not the requested one",
  async () => {
    await using nothing = await Host.start("true");
    assert.equal((await examine(nothing)).results, "interface failed");
    await using host = await loneHost();
    const { code, findings: [finding] } = await examine(host, { interface: "10.1.1.1" });
    assert.equal(code, 1);
    assert.match(finding!.text, /^Cannot use "10.1.1.1" as the interface: .* lo \(127.0.0.1\)$/);
  },
);

scene("doctor finds that the system has no route for multicast, or another one", async () => {
  await using hosts = await linkedHosts();
  await hosts.left.sh("ip route del 239.0.0.0/8");
  const none = await examine(hosts.left);
  assert.equal(none.results, "interface ok, loopback ok, route failed, ttl ok, others note");
  assert.match(none.findings[2]!.advice!, /ip route add 239.0.0.0\/8 dev eth0$/);
  assert.equal(none.code, 1);
  await hosts.left.sh("ip route add 239.0.0.0/8 dev lo");
  const other = await examine(hosts.left);
  assert.match(other.results, /route note/);
  assert.match(other.findings[2]!.text, /uses lo \(127.0.0.1\)/);
  assert.equal(other.code, 0);
});

scene("doctor checks a room directory", async () => {
  await using host = await loneHost();
  const directory = `
import socket
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
connection, _ = listener.accept()
for line in connection.makefile():
    answer = b"ROOM tea 239.1.1.1 5000\\nOK 1\\n" if line == "getdir\\n" else b"OK\\n"
    connection.sendall(answer)
    if line == "bye\\n":
        break
`;
  await using server = host.spawn("python3", "-c", directory);
  const [, port] = await server.output.waitFor(/^(\d+)\n/);
  const answer = await examine(host, { directory: `localhost:${port}` });
  assert.match(answer.results, /directory ok/);
  assert.equal(
    answer.findings.find(({ check }) => check === "directory")!.text,
    `The directory at localhost:${port} answers: 1 room`,
  );
  assert.equal(answer.code, 0);
  await server.exitCode;
  const gone = await examine(host, { directory: `127.0.0.1:${port}` });
  assert.match(gone.results, /directory failed/);
  assert.equal(gone.code, 1);
  const silence = "import socket; s = socket.create_server(('127.0.0.1', 50000)); print('ready', " +
    "flush=True); input()";
  await using silent = host.spawn("python3", "-c", silence);
  await silent.output.waitFor(/ready/);
  const late = await examine(host, { directory: "127.0.0.1" });
  assert.equal(
    late.findings.find(({ check }) => check === "directory")!.text,
    "The directory at 127.0.0.1:50000 does not answer",
  );
});

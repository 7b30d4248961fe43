import assert from "node:assert/strict";
import { UNFILTERED_MEETING } from "../../lib/clients/doctor/peers_check.ts";
import type { Finding } from "../../lib/clients/doctor/finding.ts";
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
import { TemporaryFolder } from "../support/temporary_folder.ts";

const scene = scenesInNamespaces("doctor reports the state of the network");

/** The options of `doctor`. */
interface Options {
  readonly server?: string;
  readonly interface?: string;
  readonly directory?: string;
  readonly seconds?: number;
  readonly json?: boolean;
}

function doctor(
  host: Host,
  { server, json = false, ...options }: Options,
): PipedProcess {
  const defaults = server === undefined ? { seconds: 0 } : {};
  const flags = Object.entries({ ...defaults, ...options }).flatMap(([flag, value]) => [
    `--${flag}`,
    String(value),
  ]);
  const words = [...server === undefined ? [] : [server], ...flags, ...json ? ["--json"] : []];
  return host.spawn(...programCommand("client"), "doctor", ...words);
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
  await using lonely = doctor(host, {});
  assert.equal(await lonely.exitCode, 0);
  assert.match(lonely.output.text, /^note: Nobody answered within 0 s$/m);
  assert.match(lonely.output.text, /\n\nThis machine is fine, but nobody answered\n$/);
});

scene("doctor finds that the network is down", async () => {
  await using hosts = await linkedHosts();
  await hosts.left.sh("ip link set eth0 down");
  const chosen = await examine(hosts.left);
  assert.match(chosen.results, /^interface failed, loopback ok/);
  assert.equal(chosen.code, 1);
  const wanted = await examine(hosts.left, { interface: LEFT });
  assert.equal(wanted.results, "interface ok, loopback failed, route note");
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
  assert.equal(none.results, "interface ok, loopback ok, route note, ttl ok, others note");
  assert.match(none.findings[2]!.advice!, /ip route add 239.0.0.0\/8 dev eth0$/);
  assert.equal(none.code, 0);
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

scene("doctor finds a switch that drops the groups of rooms and no others", async () => {
  await using hosts = await linkedHosts();
  const { left, right } = hosts;
  const { group, port } = UNFILTERED_MEETING;
  const program = ["python3", "tests/multicast/fixture_plain.py", group, String(port), RIGHT];
  await using other = right.spawn(...program);
  await other.output.waitFor(/^ready\n/);
  await using asked = doctor(left, { seconds: 3 });
  await other.output.waitFor(/^doctor: hello /m);
  await other.type("doctor: hello\n");
  assert.equal(await asked.exitCode, 1);
  assert.match(asked.output.text, new RegExp(`^failed: Heard ${RIGHT} only .*IGMP snooping`, "m"));
});

scene("doctor checks a chat server", async () => {
  await using hosts = await linkedHosts();
  const { left, right } = hosts;
  using folder = new TemporaryFolder();
  const file = `${folder.path}/password`;
  Deno.writeTextFileSync(file, "secret");
  const open = async (port: string, ...flags: string[]) => {
    const server = left.spawn(...programCommand("server"), port, ...flags);
    await server.output.waitFor(/^Server is on: /);
    return server;
  };
  await using _plain = await open("55555");
  await using _secure = await open("1001", "--tls-self-signed", "--tls-only");
  await using _secret = await open("1002", "--tls-self-signed", "--password-file", file);
  await using _direct = await open("1003", "--dialect", "direct");
  const silence = `import socket; s = socket.create_server(("${LEFT}", 1004)); ` +
    "print('ready', flush=True); input()";
  await using silent = left.spawn("python3", "-c", silence);
  await silent.output.waitFor(/ready/);
  const cases = [
    [LEFT, 0, "connection ok, tls note, login ok", /^The server answers a login in \d+ ms$/],
    [`${LEFT} 55555`, 0, "connection ok, tls note, login ok", /^The server answers a login/],
    [`${LEFT}:1001`, 0, "connection ok, tls ok, login ok", /^The server answers a login/],
    [`${LEFT}:1002`, 0, "connection ok, tls ok, login ok", /asks for a password$/],
    [`${LEFT}:1003`, 0, "connection ok, tls note, login ok", /direct dialect$/],
    [`${LEFT}:1004`, 1, "connection ok, tls note, login failed", /^Nobody answers a login/],
    [`${LEFT}:1005`, 1, "connection failed", /: connection refused$/],
    ["10.77.0.1", 1, "connection failed", /: network is unreachable$/],
    ["nobody.invalid", 1, "address failed", /^No host has the name "nobody.invalid"$/],
  ] as const;
  const checks = cases.map(async ([server, code, results, last]) => {
    const answer = await examine(right, { server });
    assert.deepEqual([server, answer.results, answer.code], [server, results, code]);
    assert.match(answer.findings.at(-1)!.text, last);
  });
  await Promise.all(checks);
});

scene("doctor refuses an address that is none", async () => {
  await using host = await loneHost();
  for (const options of [{ server: ":5" }, { server: "a b c" }, { directory: ":5" }]) {
    await using asked = doctor(host, options);
    assert.equal(await asked.exitCode, 2);
    assert.match(asked.errors.text, /^Cannot use ".*" as a server: expected HOST or HOST:PORT/);
  }
  await using mixed = doctor(host, { server: "localhost", interface: "127.0.0.1" });
  assert.equal(await mixed.exitCode, 2);
  assert.match(mixed.errors.text, /^Cannot use --interface with "localhost": it is for rooms/);
});

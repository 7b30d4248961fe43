import assert from "node:assert/strict";
import { loadCodec } from "../../lib/discovery/codec.ts";
import type { ResourceRecord } from "../../lib/discovery/packet.ts";
import type { PipedProcess } from "../support/piped_process.ts";
import { programCommand } from "../support/programs.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import {
  announcedName,
  client,
  directory,
  find,
  findServers,
  foundNames,
  heard,
  plainProgram,
  server,
} from "../discovery/programs.ts";
import {
  Host,
  LEFT,
  linkedHosts,
  loneHost,
  NO_NAMESPACES,
  RIGHT,
  scenesInNamespaces,
} from "../support/namespaces.ts";

const codec = await loadCodec();
const SERVERS = "_parley._tcp.local";
const scene = scenesInNamespaces("find lists servers that announce themselves, and no others");

scene("find lists servers and directories with their numbers", async () => {
  await using hosts = await linkedHosts();
  const { left, right } = hosts;
  await using panda = await server(left, "--announce-as", "Pandas 🐼");
  await using rooms = await directory(left, "--announce");
  await announcedName(panda);
  await announcedName(rooms);
  await using _alice = client(left, "Alice", LEFT, "55555");
  await panda.errors.waitFor(/is Alice/);
  await using bob = client(left, "rooms", LEFT, "50000");
  await bob.type("makeroom tea\nmakeroom bar\n");
  await bob.output.waitFor(/bar/);
  const { code, output, errors } = await findServers(right, 2);
  // The fallback name, as the program may not read the machine's name here.
  const lines = [
    `Pandas 🐼: chat server, 1 user, ${LEFT}:55555`,
    `  deno run -A client.ts ${LEFT}:55555`,
    `Parley: room directory, 2 rooms, ${LEFT}:50000`,
    `  deno run -A client.ts rooms ${LEFT} 50000`,
  ];
  assert.deepEqual({ code, output, errors }, {
    code: 0,
    output: `${lines.join("\n")}\n`,
    errors: "",
  });
  const json = await findServers(right, 2, "--interface", RIGHT, "--json");
  const { version, ...first } = JSON.parse(json.output.split("\n")[0]!);
  assert.match(version, /^\d+\.\d+/);
  assert.deepEqual(first, {
    ...{ kind: "server", name: "Pandas 🐼", address: LEFT, port: 55_555, users: 1 },
    password: false,
  });
});

/** Runs a line that `find` has printed in a shell, with the Deno of the tests. */
function pasted(host: Host, line: string): PipedProcess {
  return host.spawn("sh", "-c", line.trim().replace(/^deno /, `${Deno.execPath()} `));
}

/** For each `--dialect`: the remark of `find`, a line of input for the client, and what answers it. */
const DIALECTS = {
  auto: ["", "Bob\n", /Welcome to Parley, Bob/],
  channel: ["channel dialect only, ", "hi\n", /Not currently in any channel/],
  direct: ["direct dialect only, ", "Bob\n", /Successfully logged in as Bob/],
} as const;

for (const [dialect, [remark, input, answer]] of Object.entries(DIALECTS)) {
  scene(`find prints a command that works with --dialect ${dialect} and --tls-only`, async () => {
    await using hosts = await linkedHosts();
    const { left, right } = hosts;
    const flags = ["--dialect", dialect, "--tls-self-signed", "--tls-only"];
    await using panda = await server(left, "--announce-as", "panda", ...flags);
    await announcedName(panda);
    const [, fingerprint] = await panda.output.waitFor(/fingerprint is (\S+)/);
    const { output } = await findServers(right, 1);
    const [description, command] = output.split("\n");
    assert.equal(
      description,
      `panda: chat server, 0 users, ${remark}TLS, ${LEFT}:55555`,
    );
    assert(command!.endsWith(` --tls-fingerprint ${fingerprint}`), command);
    await using client = pasted(right, command!);
    await client.type(input);
    await client.output.waitFor(answer);
  });
}

scene("find says that a server asks for a password and speaks TLS", async () => {
  await using hosts = await linkedHosts();
  const { left, right } = hosts;
  using folder = new TemporaryFolder();
  const file = `${folder.path}/password`;
  Deno.writeTextFileSync(file, "secret");
  const flags = ["--password-file", file, "--tls-self-signed"];
  await using panda = left.spawn(
    ...programCommand("server"),
    ...["55555", "--announce-as", "panda", ...flags],
  );
  await announcedName(panda);
  const [, fingerprint] = await panda.output.waitFor(/fingerprint is (\S+)/);
  const { output } = await findServers(right, 1);
  assert.equal(
    output,
    `panda: chat server, 0 users, TLS, asks for a password, ${LEFT}:55555\n` +
      `  deno run -A client.ts ${LEFT}:55555 --tls-fingerprint ${fingerprint}\n`,
  );
  const json = JSON.parse((await findServers(right, 1, "--json")).output);
  assert.deepEqual([json.password, json.fingerprint], [true, fingerprint]);
});

scene("find lists two servers with the same name under two names", async () => {
  await using hosts = await linkedHosts();
  await using one = await server(hosts.left, "--announce-as", "panda");
  await using other = await server(hosts.right, "--announce-as", "panda");
  const names = [await announcedName(one), await announcedName(other)].sort();
  assert.deepEqual(names, ["panda", "panda (2)"]);
  assert.deepEqual(await foundNames(hosts.left, 2), names);
});

scene("find does not list a server that has stopped", async () => {
  await using hosts = await linkedHosts();
  await using panda = await server(hosts.left, "--announce-as", "panda");
  await announcedName(panda);
  await using plain = await plainProgram(hosts.right, RIGHT);
  assert.deepEqual(await foundNames(hosts.right, 1), ["panda"]);
  panda.signal("SIGTERM");
  assert.equal(await panda.exitCode, 0);
  const lifetimes = () => {
    const last = heard(plain).filter(({ address }) => address === LEFT).at(-1);
    return last && codec.decode(Buffer.from(last.bytes, "hex"))?.answers?.map(({ ttl }) => ttl);
  };
  await plain.output.waitUntil(() => `${lifetimes()}` === "0,0,0,0", "a goodbye for each record");
  assert.deepEqual(await foundNames(hosts.right, 0), []);
});

scene("find lists a server again after its interface was replaced", async () => {
  await using hosts = await linkedHosts();
  const { left, right } = hosts;
  await using panda = await server(left, "--announce-as", "panda");
  await announcedName(panda);
  await left.sh(`ip link del eth0; ip link add eth0 type veth peer name eth0 netns ${right.pid}`);
  for (const [host, address] of [[left, LEFT], [right, RIGHT]] as const) {
    await host.sh(`ip addr add ${address}/24 dev eth0; ip link set eth0 up`);
  }
  // The server checks every few seconds which interfaces there are.
  assert.deepEqual(await foundNames(right, 1), ["panda"]);
});

scene("find says what to try when it finds nothing", async () => {
  await using host = await loneHost();
  const { code, output, errors } = await find(host, "--seconds", "1");
  assert.deepEqual([code, output], [1, ""]);
  assert.match(errors, /^Found nothing within 1 s\n.*--announce.*\n.*client\.ts doctor .*\n$/);
});

scene("find lists a server on a machine without a network", async () => {
  await using host = await loneHost();
  await using panda = await server(host, "--address", "127.0.0.1", "--announce-as", "panda");
  await announcedName(panda);
  assert.deepEqual(await foundNames(host, 1), ["panda"]);
});

/** Returns how many datagrams a host has sent. */
async function sentDatagrams(host: Host): Promise<number> {
  const [names, values] = (await host.sh("grep ^Udp: /proc/self/net/snmp")).split("\n");
  return Number(values!.split(" ")[names!.split(" ").indexOf("OutDatagrams")]);
}

scene("a server without --announce sends and answers nothing", async () => {
  await using hosts = await linkedHosts();
  const { left, right } = hosts;
  await using plain = await plainProgram(right, RIGHT);
  await using _silent = await server(left);
  await using _rooms = await directory(left);
  assert.equal((await find(right, "--seconds", "2", "--interface", RIGHT)).code, 1);
  assert.deepEqual(new Set(heard(plain).map(({ address }) => address)), new Set([RIGHT]));
  assert.equal(await sentDatagrams(left), 0);
  // An announced server is heard, so the silence came from the others.
  await using koala = await directory(left, "--port", "0", "--announce");
  await announcedName(koala);
  await plain.output.waitFor(new RegExp(`^${LEFT} 5353 255 `, "m"));
  assert(await sentDatagrams(left) > 0);
});

/** Returns packets that no honest program sends. */
function hostilePackets(): Uint8Array[] {
  const name = `\x1b[2J\nNice\u202e.${SERVERS}`;
  const head = { name, ttl: 120, isUnique: true };
  const answers: ResourceRecord[] = [
    { type: "PTR", name: SERVERS, ttl: 120, isUnique: false, data: name },
    { type: "SRV", ...head, data: { target: "h.local", port: 1 } },
    { type: "TXT", ...head, data: ["users=\x1b[31m", "version=\x1b[31m"] },
    { type: "A", ...head, name: "h.local", data: "10.9.0.66" },
  ];
  return [
    new Uint8Array(0),
    new Uint8Array(12).fill(255),
    // A name that points to itself.
    Uint8Array.of(0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0xc0, 12, 0, 12, 0, 1, 0, 0, 0, 9, 0, 0),
    codec.encode({ isResponse: true, answers }),
  ];
}

scene("hostile packets harm neither announced servers nor find", async () => {
  await using hosts = await linkedHosts();
  const { left, right } = hosts;
  await using panda = await server(left, "--announce-as", "panda");
  await announcedName(panda);
  await using plain = await plainProgram(right, RIGHT);
  const hexadecimal = hostilePackets().map((bytes) => `${Buffer.from(bytes).toString("hex")}\n`);
  await using finder = client(left, "find", "--seconds", "5");
  await plain.output.waitFor(new RegExp(`^${LEFT} 5353 255 0000000000`, "m"));
  await plain.type(hexadecimal.join(""));
  assert.equal(await finder.exitCode, 0);
  assert.equal(
    finder.output.text,
    [
      `␛[2J␊Nice<U+202E>: chat server, 10.9.0.66:1`,
      "  deno run -A client.ts 10.9.0.66:1",
      `panda: chat server, 0 users, ${LEFT}:55555`,
      `  deno run -A client.ts ${LEFT}:55555\n`,
    ].join("\n"),
  );
  assert.equal(finder.errors.text, "");
  assert.equal((await foundNames(right, 1)).at(-1), "panda");
  assert.equal(panda.errors.text, 'Announced on the local network as "panda"\n');
});

scene("a server that cannot announce itself says why in a line and goes on", async () => {
  await using host = await Host.start("ip link set lo up");
  await using lonely = await Host.start("true");
  const script = 'import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.bind(("", 5353))';
  await using taker = host.spawn("python3", "-c", `${script}; print("ready", flush=True); input()`);
  await taker.output.waitFor(/ready/);
  const taken = "Cannot listen on 224.0.0.251:5353 via lo (127.0.0.1): " +
    "another program uses the port exclusively\n";
  const none = "Cannot announce 0.0.0.0:55555: no network interface has a matching IPv4 address\n";
  const lost = "Cannot search the local network: this machine has no IPv4 address\n";
  for (const [where, reason, finding] of [[host, taken, taken], [lonely, none, lost]] as const) {
    await using panda = await server(where, "--announce");
    await panda.errors.waitFor(/\n/);
    assert.equal(panda.errors.text, `Not announced on the local network: ${reason}`);
    assert.deepEqual(await find(where), { code: 1, output: "", errors: finding });
    panda.signal("SIGTERM");
    assert.equal(await panda.exitCode, 0);
  }
});

scene(
  "without the package for announcing, a server goes on, and find says what to do",
  async () => {
    await using host = await loneHost();
    using folder = new TemporaryFolder();
    const run = ["env", `DENO_DIR=${folder.path}`, Deno.execPath(), "run", "-A"];
    const advice = /Cannot load the package "dns-packet": .*"deno install".*\n$/;
    await using panda = host.spawn(...run, "server.ts", "--announce");
    await panda.output.waitFor(/^Server is on: /);
    await panda.errors.waitFor(advice);
    await using finder = host.spawn(...run, "client.ts", "find");
    assert.equal(await finder.exitCode, 1);
    assert.match(finder.errors.text, advice);
    panda.signal("SIGTERM");
    assert.equal(await panda.exitCode, 0);
  },
);

const ignore = NO_NAMESPACES !== undefined || !hasZeroconf();

function hasZeroconf(): boolean {
  const args = ["-c", "import zeroconf"];
  return new Deno.Command("python3", { args, stderr: "null" }).outputSync().success;
}

Deno.test({ name: "python-zeroconf and Parley find each other", ignore }, async () => {
  await using hosts = await linkedHosts();
  const { left, right } = hosts;
  const fixture = ["python3", "tests/discovery/fixture_zeroconf.py", RIGHT];
  await using theirs = right.spawn(...fixture);
  await using panda = await server(left, "--announce-as", "panda");
  await theirs.output.waitFor(new RegExp(`^added ${LEFT} 55555 0 panda\\.${SERVERS}`, "m"));
  // The name is taken, so it picks another one.
  await using _their = right.spawn(...fixture, "panda");
  await theirs.output.waitFor(new RegExp(`^added ${RIGHT} 4444 7 panda-2\\.${SERVERS}`, "m"));
  assert.deepEqual(await foundNames(left, 2), ["panda", "panda-2"]);
  panda.signal("SIGTERM");
  await theirs.output.waitFor(/^removed panda\./m);
});

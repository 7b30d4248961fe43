import assert from "node:assert/strict";
import { Host, LEFT, linkedHosts, loneHost, scenesInNamespaces } from "../support/namespaces.ts";
import { programCommand } from "../support/programs.ts";
import { refused as refusedByServer } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const scene = scenesInNamespaces("servers listen on all addresses");

/** Sends a message to all users of a server; returns the exit code and the errors. */
async function send(
  from: Host,
  host: string,
  port = 5000,
): Promise<{ code: number; error: string }> {
  const flags = ["send", "-a", host, "-p", String(port), "--to", "all", "hi"];
  await using client = from.spawn(...programCommand("client"), ...flags);
  return { code: await client.exitCode, error: client.errors.text };
}

const SENT = { code: 0, error: "" };

/** Runs a server that has to refuse; returns its standard error. */
async function refused(host: Host, ...flags: string[]): Promise<string> {
  await using server = host.spawn(...programCommand("server"), ...flags);
  assert.equal(await server.exitCode, 1);
  assert.equal(server.output.text, "");
  return server.errors.text;
}

scene("a server prints the commands with which other machines reach it", async () => {
  await using hosts = await linkedHosts();
  for (const address of ["fd09::1", "fd0a::1", "fd09::3"]) {
    await hosts.left.sh(`ip addr add ${address}/64 dev eth0 nodad`);
  }
  await hosts.right.sh("ip addr add fd09::2/64 dev eth0 nodad");
  await using server = hosts.left.spawn(...programCommand("server"), "5000");
  await server.output.waitFor(/^Others join with: .*fd0a.*\n/m);
  assert.equal(
    server.output.text,
    "Server is on: listening on 0.0.0.0:5000\nAlso listening on [::]:5000\n" +
      `Others join in a browser: http://${LEFT}:5000/\n` +
      "Others join in a browser: http://[fd09::1]:5000/\n" +
      "Others join in a browser: http://[fd0a::1]:5000/\n" +
      `Others join with: deno run -A client.ts ${LEFT}:5000\n` +
      "Others join with: deno run -A client.ts [fd09::1]:5000\n" +
      "Others join with: deno run -A client.ts [fd0a::1]:5000\n",
  );
  for (const address of [LEFT, "fd09::1"]) assert.deepEqual(await send(hosts.right, address), SENT);
  await server.errors.waitFor(/^10\.9\.0\.2:\d+ connected\n/);
  await server.errors.waitFor(/^\[fd09::2\]:\d+ connected\n/m);
  assert.doesNotMatch(server.errors.text, /ffff/);
});

/** Networks by how the system treats IPv6, with the addresses that reach a server on all addresses. */
const NETWORKS = [
  { name: "one socket for both families", setUp: "", ipv6: true },
  {
    name: "a socket for each family",
    setUp: "echo 1 > /proc/sys/net/ipv6/bindv6only",
    ipv6: true,
  },
  {
    name: "no IPv6 addresses",
    setUp: "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6",
    ipv6: false,
  },
];

for (const { name, setUp, ipv6 } of NETWORKS) {
  scene(`both programs accept IPv4 and IPv6 on a system with ${name}`, async () => {
    await using host = await loneHost();
    await host.sh(setUp);
    await using server = host.spawn(...programCommand("server"), "-p", "0");
    const [, port] = await server.output.waitFor(/^Server is on: listening on .*:(\d+)\n/);
    for (const address of ["127.0.0.1", "localhost", ...(ipv6 ? ["::1"] : [])]) {
      assert.deepEqual(await send(host, address, Number(port)), SENT, address);
    }
    assert.doesNotMatch(server.errors.text, /ffff/);
    server.signal("SIGTERM");
    assert.equal(await server.exitCode, 0);

    await using crds = host.spawn(...programCommand("crds"));
    await crds.output.waitFor(/^Chat Room Directory Server listening on port 50000\.\.\.\n/);
    for (const address of ["127.0.0.1", ...(ipv6 ? ["::1"] : [])]) {
      await using client = host.spawn(...programCommand("client"), "rooms", address);
      await client.type("getdir\nquit\n");
      assert.equal(await client.exitCode, 0, client.output.text);
      assert.match(client.output.text, /There are no rooms yet/);
    }
    crds.signal("SIGTERM");
    assert.equal(await crds.exitCode, 0);
    assert.doesNotMatch(crds.output.text, /ffff/);
  });

  scene(`a port that another server uses is refused on a system with ${name}`, async () => {
    await using host = await loneHost();
    await host.sh(setUp);
    const holders = ["0.0.0.0", "127.0.0.1", ...(ipv6 ? ["::", "::1"] : [])];
    for (const [index, holder] of holders.entries()) {
      const port = String(6000 + index);
      await using other = host.spawn(...programCommand("server"), "-a", holder, port);
      await other.output.waitFor(/^Server is on/);
      const text = await refused(host, port);
      assert.match(text, /^Cannot listen on .*: address already in use\. /, holder);
      assert(text.endsWith(` Is another server running on port ${port}?\n`), text);
    }
  });
}

scene("--address sets the only address to listen on", async () => {
  await using host = await loneHost();
  const cases = [
    { address: "0.0.0.0", reached: ["127.0.0.1"], missed: ["::1"] },
    { address: "::1", reached: ["::1"], missed: ["127.0.0.1"] },
    { address: "[::1]", reached: ["::1"], missed: ["127.0.0.1"] },
    { address: "127.0.0.1", reached: ["127.0.0.1"], missed: ["::1", "127.0.0.2"] },
  ];
  for (const { address, reached, missed } of cases) {
    await using server = host.spawn(...programCommand("server"), "-a", address, "5000");
    await server.output.waitFor(/^Server is on/);
    for (const one of reached) assert.deepEqual(await send(host, one), SENT, `${address}: ${one}`);
    for (const one of missed) assert.equal((await send(host, one)).code, 1, `${address}: ${one}`);
    server.signal("SIGTERM");
    assert.equal(await server.exitCode, 0);
  }
});

scene("a client finds the address of localhost on which the server listens", async () => {
  using folder = new TemporaryFolder();
  await using host = await loneHost();
  const hosts = folder.file("hosts");
  await Deno.writeTextFile(hosts, "127.0.0.1 localhost\n::1 localhost\n");
  const withHosts = `mount --bind "${hosts}" /etc/hosts; exec "$0" "$@"`;
  for (const address of ["::1", "127.0.0.1"]) {
    await using server = host.spawn(...programCommand("server"), "-a", address, "5000");
    await server.output.waitFor(/^Server is on/);
    await using client = host.spawn(
      ...["unshare", "-m", "sh", "-ec", withHosts, ...programCommand("client")],
      ...["send", "-a", "localhost", "-p", "5000", "--to", "all", "hi"],
    );
    assert.equal(await client.exitCode, 0, `${address}: ${client.errors.text}`);
    server.signal("SIGTERM");
    assert.equal(await server.exitCode, 0);
  }
});

scene("connections of one IPv4 address count together, whichever socket accepts them", async () => {
  await using hosts = await linkedHosts();
  const limit = ["--max-per-address", "1"];
  await using server = hosts.left.spawn(...programCommand("server"), "5000", ...limit);
  await server.output.waitFor(/^Server is on/);
  await using bot = hosts.right.spawn(
    ...programCommand("client"),
    ...["listen", "-a", LEFT, "-p", "5000", "-u", "bot"],
  );
  await server.errors.waitFor(/ is bot /);
  assert.equal((await send(hosts.right, LEFT)).code, 1);
  await server.errors.waitFor(/^Too many connections from 10\.9\.0\.2: more than 1\n/m);
  bot.signal("SIGTERM");
  await bot.exitCode;
});

Deno.test("--address refuses anything else than an address, and says how to set the port", async () => {
  for (const address of ["127.0.0.1:5000", "[::1]:5000", "two words"]) {
    const { code, error } = await refusedByServer("-a", address);
    assert.equal(code, 2);
    const first = `Cannot use "${address}" for --address: expected an IP address or a host name. ` +
      "Set the port with --port.\n";
    assert(error.startsWith(`${first}Usage: `), error);
  }
});

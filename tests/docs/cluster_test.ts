import assert from "node:assert/strict";
import { rowsIn } from "./tables.ts";
import { PAGE_COMMANDS, serversOf } from "./cluster_page.ts";
import { Host, NO_NAMESPACES } from "../support/namespaces.ts";
import { HAS_NATS, NatsServer } from "../support/nats_server.ts";
import { clientOnTerminal } from "../support/client_terminal.ts";
import { PageReader } from "../support/page_reader.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { HAS_PTY } from "../support/pty.ts";
import { metricsUrl, scrape } from "../support/scrape.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const PAGE = "docs/cluster.md";

Deno.test("two users on two servers type and read what docs/cluster.md shows", {
  ignore: !HAS_NATS || !HAS_PTY,
}, async () => {
  await using nats = await NatsServer.start();
  await using first = await ServerProcess.start("--cluster", nats.url);
  await using second = await ServerProcess.start("--cluster", nats.url);
  await using annsTerminal = await clientOnTerminal(first.port, "ann");
  const ann = new PageReader(PAGE, "ann", annsTerminal);
  await ann.play();
  await using bensTerminal = await clientOnTerminal(second.port, "ben");
  const ben = new PageReader(PAGE, "ben", bensTerminal);
  await ben.play();
  await ann.play();
  const stopped = second.stop();
  const back = (screen: readonly string[]) => screen.join("").includes("and back in");
  await bensTerminal.waitFor(back, "the other server");
  assert.equal(await stopped, 0);
  for (const reader of [ann, ben]) reader.end();
});

Deno.test("the nodes and servers of docs/cluster.md act as one, also without one of the nodes", {
  ignore: !HAS_NATS || NO_NAMESPACES !== undefined,
}, async () => {
  using folder = new TemporaryFolder();
  const { certificates, configuration, server } = PAGE_COMMANDS;
  await using host = await Host.start("ip link set lo up");
  await Deno.writeTextFile(folder.file("make-certificates"), certificates);
  await host.sh(`cd "${folder.path}"; sh make-certificates 2>&1`);
  const names = ["nats-a", "nats-b", "nats-c"];
  const hosts = names.map((name, index) => `127.0.0.${index + 2} ${name}.example.org\n`);
  await Deno.writeTextFile(folder.file("hosts"), `127.0.0.1 localhost\n${hosts.join("")}`);
  const spawn = (...command: string[]) => {
    const script = `mount --bind "$0" /etc/hosts; exec "$@"`;
    return host.spawn("unshare", "-m", "sh", "-ec", script, folder.file("hosts"), ...command);
  };
  const nodes = names.map((name, index) => {
    const file = folder.file(`${name}.conf`);
    const own = configuration.replace("server_name: nats-a", `server_name: ${name}`)
      .replaceAll("listen: 0.0.0.0", `listen: 127.0.0.${index + 2}`)
      .replace("/var/lib/nats", folder.file(`store-${name}`))
      .replaceAll("/etc/nats/node", folder.file(name)).replaceAll("/etc/nats", folder.path);
    Deno.writeTextFileSync(file, own);
    return spawn("nats-server", "--config", file);
  });
  await Promise.all(nodes.map((node) => node.errors.waitFor(/Server is ready/)));
  const flags = server.replace("/etc/nats", folder.path).split(" ").slice(2);
  const start = async (port: string) => {
    const process = spawn(...programCommand("server"), port, ...flags);
    await process.output.waitFor(/^Server is on: .*\n/).catch((error) => {
      throw new Error(`${error.message}: ${process.errors.text}`);
    });
    return process;
  };
  await Promise.all(["55555", "55556"].map(start));
  await reaches("#one");
  nodes[0]!.kill();
  await reaches("#two");

  /** Sends messages from one server to the other until one has arrived. */
  async function reaches(channel: string): Promise<void> {
    const client = programCommand("client", DENY_USER_ENV);
    const listener = spawn(...client, "listen", "-p", "55555", "--join", channel);
    for (let n = 0; !listener.output.text.includes("hello"); n++) {
      const to = ["--to", channel, `hello ${n}`];
      const sender = spawn(...client, "send", "-p", "55556", ...to);
      await sender.exitCode;
      if (n > 30) assert.fail(`${sender.errors.text} ${listener.errors.text}`);
    }
    listener.kill();
  }
});

Deno.test("docs/cluster.md names the servers that it shows", () => {
  assert.equal(serversOf(PAGE_COMMANDS.server).length, 3);
  for (const node of serversOf(PAGE_COMMANDS.server)) {
    assert(PAGE_COMMANDS.configuration.includes(node), node);
    assert(PAGE_COMMANDS.certificates.includes(node.split(".")[0]!), node);
  }
});

Deno.test("docs/cluster.md lists all metrics of a cluster, and alerts on no others", {
  ignore: !HAS_NATS,
}, async () => {
  await using nats = await NatsServer.start();
  await using server = await ServerProcess.start("--cluster", nats.url, "--metrics", "0");
  const { types } = await scrape(await metricsUrl(server));
  const page = await Deno.readTextFile(PAGE);
  const listed = rowsIn(page, "metric").map(([name, type]) => [name, type]).sort();
  const present = [...types].filter(([name]) => name.startsWith("parley_cluster_")).sort();
  assert.deepEqual(listed, present);
  for (const [name] of page.matchAll(/\bparley_[a-z_]+/g)) assert(types.has(name), name);
});

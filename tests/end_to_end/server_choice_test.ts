import assert from "node:assert/strict";
import { announcedName, server } from "../discovery/programs.ts";
import {
  Host,
  LEFT,
  linkedHosts,
  loneHost,
  RIGHT,
  scenesInNamespaces,
} from "../support/namespaces.ts";
import { programCommand } from "../support/programs.ts";
import { Pty } from "../support/pty.ts";
import { endsWith, shows } from "../support/screen.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const scene = scenesInNamespaces("client offers the servers that it finds");

const CHOOSE = "Choose a server, or type an address:";
const NONE =
  "No server found on this machine or network: type an address, or start one with server.ts 55555";

/** How to start the client. */
interface Start {
  /** The user's configuration folder. */
  readonly folder: string;
  readonly env?: readonly string[];
  readonly args?: readonly string[];
}

/** Starts the client on the terminal of a user ann, who takes the proposed name. */
async function start(host: Host, { folder, env = [], args = [] }: Start): Promise<Pty> {
  const client = [Deno.execPath(), "run", "-A", "client.ts", ...args];
  const set = ["env", "USER=ann", `XDG_CONFIG_HOME=${folder}`, ...env];
  const pty = await Pty.start(host.command(...set, ...client), { columns: 100, rows: 24 });
  await shows(pty, "Username [ann]:");
  pty.key("Enter");
  return pty;
}

/** How the client offers the server on its own machine. */
const HERE = "  1  localhost:55555 (on this machine)";

/**
 * How often to start a client. It may ask the network before the server has announced itself, and a
 * client that waits for the processor may take a server for one that does not answer.
 */
const MAX_STARTS = 5;

/** Starts the client, again if necessary, until it offers these choices. */
async function startWith(choices: readonly string[], host: Host, options: Start): Promise<Pty> {
  const offered = [CHOOSE, ...choices, "Server [1]:"];
  for (let starts = 1; starts < MAX_STARTS; starts++) {
    const pty = await start(host, options);
    const hasAsked = (screen: readonly string[]) =>
      screen.some((row) => row.startsWith("Server ["));
    await pty.waitFor(hasAsked, "the question");
    if (pty.screen().join("\n").includes(offered.join("\n"))) return pty;
    await pty[Symbol.asyncDispose]();
  }
  const pty = await start(host, options);
  await endsWith(pty, ...offered);
  return pty;
}

/** Returns how many datagrams a host has sent. */
async function sentDatagrams(host: Host): Promise<number> {
  const [names, values] = (await host.sh("grep ^Udp: /proc/self/net/snmp")).split("\n");
  return Number(values!.split(" ")[names!.split(" ").indexOf("OutDatagrams")]);
}

scene("client offers an announced server of the network, and then the one used last", async () => {
  using folder = new TemporaryFolder();
  await using hosts = await linkedHosts();
  const { left, right } = hosts;
  await using panda = await server(left, "--announce-as", "panda");
  await announcedName(panda);
  {
    await using pty = await startWith([`  1  ${LEFT}:55555 (panda: 0 users)`], right, {
      folder: folder.path,
    });
    pty.key("Enter");
    await pty.waitFor((screen) => screen.includes("Welcome to Parley, ann"), "the login");
    await endsWith(pty, ">");
    pty.type("/quit\r");
    assert.equal(await pty.exit, 0);
  }
  {
    await using _again = await startWith([`  1  ${LEFT}:55555 (used last)`], right, {
      folder: folder.path,
    });
  }
  // A server that is gone is offered, but not as one that answers.
  panda.signal("SIGTERM");
  assert.equal(await panda.exitCode, 0);
  await using _ = await server(right);
  const choices = [HERE, `  2  ${LEFT}:55555 (used last), does not answer`];
  await using later = await startWith(choices, right, { folder: folder.path });
  later.type("1\r");
  await later.waitFor((screen) => screen.includes("Welcome to Parley, ann"), "the login");
});

scene("client lets the user type an address, also after one that does not work", async () => {
  using folder = new TemporaryFolder();
  await using host = await loneHost();
  await using other = host.spawn(...programCommand("server"), "7000");
  await other.output.waitFor(/^Server is on: /);
  await using pty = await start(host, { folder: folder.path, args: ["--no-store"] });
  await endsWith(pty, NONE, "Server [localhost]:");
  pty.key("Enter");
  const refused =
    "Cannot connect to localhost:55555: connection refused. Is a server running there?";
  await endsWith(pty, refused, NONE, "Server [localhost]:");
  pty.type("localhost:x\r");
  const wrong = 'Cannot use "x" for the port: expected a whole number from 1 to 65535';
  await endsWith(pty, wrong, "Server [localhost]:");
  pty.type("3\r");
  await endsWith(
    pty,
    ...['Cannot choose "3": expected a number from the list or an address', "Server [localhost]:"],
  );
  pty.type("localhost 7000\r");
  await pty.waitFor((screen) => screen.includes("Welcome to Parley, ann"), "the login");
  assert.deepEqual(Array.from(Deno.readDirSync(folder.path)), []);
});

scene(
  "client speaks TLS with the server used last if that announces its certificate now",
  async () => {
    using folder = new TemporaryFolder();
    await Deno.mkdir(`${folder.path}/parley`);
    const last = { host: LEFT, port: 55555 };
    await Deno.writeTextFile(`${folder.path}/parley/last.json`, JSON.stringify(last));
    await using hosts = await linkedHosts();
    const { left, right } = hosts;
    const flags = ["--announce-as", "panda", "--tls-self-signed", "--tls-only"];
    await using panda = await server(left, ...flags);
    await announcedName(panda);
    const [, fingerprint] = await panda.output.waitFor(/fingerprint is (\S+)/);
    await using pty = await startWith([`  1  ${LEFT}:55555 (used last, TLS)`], right, {
      folder: folder.path,
    });
    pty.key("Enter");
    await pty.waitFor((screen) => screen.includes("Welcome to Parley, ann"), "the login");
    assert(pty.written.includes(fingerprint!.slice(0, 30)));
    pty.type("/quit\r");
    assert.equal(await pty.exit, 0);
    // A user who knows the fingerprint need not trust the announcement.
    const args = ["--tls-fingerprint", fingerprint!, "--no-store"];
    const offered = [`  1  ${LEFT}:55555 (panda: 0 users, TLS)`];
    await using knowing = await startWith(offered, right, { folder: folder.path, args });
    knowing.key("Enter");
    await knowing.waitFor((screen) => screen.includes("Welcome to Parley, ann"), "the login");
    assert(!knowing.written.includes("announced on this network"));
  },
);

scene("client connects with TLS to a server that announces its certificate", async () => {
  using folder = new TemporaryFolder();
  await using hosts = await linkedHosts();
  const { left, right } = hosts;
  const flags = ["--announce-as", "panda", "--tls-self-signed", "--tls-only"];
  const panda = await server(left, ...flags);
  await announcedName(panda);
  const [, fingerprint] = await panda.output.waitFor(/fingerprint is (\S+)/);
  const welcome = async (pty: Pty) => {
    await pty.waitFor((screen) => screen.includes("Welcome to Parley, ann"), "the login");
    // The answers are kept before the prompt is shown.
    await endsWith(pty, ">");
  };
  {
    await using pty = await startWith([`  1  ${LEFT}:55555 (panda: 0 users, TLS)`], right, {
      folder: folder.path,
    });
    pty.key("Enter");
    await welcome(pty);
    assert(pty.written.includes(fingerprint!.slice(0, 30)));
  }
  {
    await using again = await startWith([`  1  ${LEFT}:55555 (used last, TLS)`], right, {
      folder: folder.path,
    });
    again.key("Enter");
    await welcome(again);
    assert(!again.written.includes("announced on this network"));
  }
  panda.signal("SIGTERM");
  assert.equal(await panda.exitCode, 0);
  await using other = await server(left, ...flags);
  await announcedName(other);
  const choices = [
    `  1  ${LEFT}:55555 (used last, TLS)`,
    `  2  ${LEFT}:55555 (panda: 0 users, TLS, another certificate than last time)`,
  ];
  await using later = await startWith(choices, right, { folder: folder.path });
  later.key("Enter");
  await later.waitFor(
    (screen) => screen.join(" ").includes("the trusted one"),
    "the other certificate is refused",
  );
  later.type("2\r");
  await welcome(later);
});

for (const bad of ["nonsense", "[1]", "{", '{"name": 5, "host": "", "port": 70000}', "null"]) {
  scene(`client ignores invalid saved answers: ${bad}`, async () => {
    using folder = new TemporaryFolder();
    await Deno.mkdir(`${folder.path}/parley`);
    await Deno.writeTextFile(`${folder.path}/parley/last.json`, bad);
    await using host = await loneHost();
    await using pty = await start(host, { folder: folder.path });
    await endsWith(pty, NONE, "Server [localhost]:");
    pty.key("Ctrl+D");
    assert.equal(await pty.exit, 0);
    assert.equal(pty.settingsAfter, pty.settingsBefore);
  });
}

scene("client asks the network only if it was given no address", async () => {
  using folder = new TemporaryFolder();
  await using hosts = await linkedHosts();
  const host = hosts.right;
  await using _ = await server(host);
  for (const args of [[RIGHT], ["-a", RIGHT], [`${RIGHT}:55555`]]) {
    await using pty = await start(host, { folder: folder.path, args: [...args, "--no-store"] });
    await pty.waitFor((screen) => screen.includes("Welcome to Parley, ann"), "the login");
    assert.equal(await sentDatagrams(host), 0);
  }
  await using _pty = await startWith([HERE], host, { folder: folder.path });
  assert(await sentDatagrams(host) > 0);
});

scene("client says nothing about a package that is missing, and goes on", async () => {
  using folder = new TemporaryFolder();
  await using hosts = await linkedHosts();
  const host = hosts.right;
  await using _ = await server(host);
  const env = [`DENO_DIR=${folder.file("cache")}`];
  await using pty = await startWith([HERE], host, { folder: folder.path, env });
  await shows(pty, "Username [ann]:", CHOOSE, HERE, "Server [1]:");
});

scene("client does not start another program for the search without the permission", async () => {
  using folder = new TemporaryFolder();
  await using hosts = await linkedHosts();
  const { left, right } = hosts;
  await using panda = await server(left, "--announce-as", "panda");
  await announcedName(panda);
  const words = [
    "env",
    "USER=ann",
    `XDG_CONFIG_HOME=${folder.path}`,
    ...programCommand("client", "--deny-run"),
  ];
  await using pty = await Pty.start(right.command(...words), { columns: 100, rows: 24 });
  await shows(pty, "Username [ann]:");
  pty.key("Enter");
  await endsWith(pty, NONE, "Server [localhost]:");
  assert.equal(await sentDatagrams(right), 0);
});

scene("client says that it is connecting, and gives up after ten seconds", async () => {
  using folder = new TemporaryFolder();
  await using hosts = await linkedHosts();
  // Packets to this address leave, and nobody answers.
  const silent = "10.9.0.99";
  await hosts.right.sh(`ip neigh add ${silent} lladdr 02:00:00:00:00:99 dev eth0`);
  const args = [`${silent}:7000`];
  await using pty = await start(hosts.right, { folder: folder.path, args });
  await shows(pty, "Username [ann]:", `Connecting to ${silent}:7000 …`);
  assert.equal(await pty.exit, 1);
  const problem = `Cannot connect to ${silent}:7000: no answer within 10 s. ` +
    "Check the address, and whether a firewall drops the connection.";
  await pty.waitFor((screen) => screen.join("").includes(problem), problem);
});

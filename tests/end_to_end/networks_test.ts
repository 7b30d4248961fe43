import assert from "node:assert/strict";
import { Host, testInNamespaces } from "../support/namespaces.ts";
import { programCommand } from "../support/programs.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const SERVER = "2001:db8:0:9::1";
const CROWD = ["2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:1:ffff::3"];
const OTHER = "2001:db8:0:2::1";
const PASSWORD = "tea";

/**
 * Runs "SOURCE TEXT" lines, each a connection from an address: prints the first line of the reply,
 * or "silence", and the milliseconds until then. All connections stay open, and in the end it prints
 * which of them the server has closed.
 */
const CLIENTS = `
import socket, sys, time
connections = []
for line in sys.stdin:
    source, text = line.rstrip("\\n").split(" ", 1)
    connection = socket.socket(socket.AF_INET6)
    connection.bind((source, 0))
    connection.connect(("${SERVER}", 5555))
    connections.append(connection)
    connection.settimeout(20 if text else 0.05)
    started = time.monotonic()
    if text: connection.sendall(text.encode() + b"\\n")
    try: reply = connection.recv(1000).decode().split("\\n")[0]
    except TimeoutError: reply = "silence"
    print(reply, round(1000 * (time.monotonic() - started)), sep="|")
for connection in connections:
    connection.setblocking(False)
    try: print("closed" if connection.recv(1) == b"" else "open")
    except BlockingIOError: print("open")
`;

/** Starts a server in a namespace, has clients connect, and returns what each reads. */
async function replies(flags: readonly string[], clients: readonly string[]): Promise<string[]> {
  const addresses = [SERVER, OTHER, ...CROWD].map((address) =>
    `ip addr add ${address}/128 dev lo nodad`
  );
  await using host = await Host.start(["ip link set lo up", ...addresses].join("\n"));
  const server = host.spawn(...programCommand("server"), "5555", "-a", SERVER, ...flags);
  await server.output.waitFor(/^Server is on/);
  const python = host.spawn("python3", "-c", CLIENTS);
  await python.type(clients.map((client) => `${client}\n`).join(""));
  await python.endInput();
  assert.equal(await python.exitCode, 0, python.errors.text);
  return python.output.text.trimEnd().split("\n");
}

testInNamespaces(
  "wrong passwords from one /64 count together, and those from another do not",
  async () => {
    using folder = new TemporaryFolder();
    const file = `${folder.path}/password`;
    await Deno.writeTextFile(file, PASSWORD, { mode: 0o600 });
    const guesses = [...CROWD, ...CROWD, ...CROWD]
      .map((source) => `${source} HELLO-FROM eve milk`);
    const lines = await replies(["--password-file", file], [
      ...guesses,
      `${CROWD[0]} HELLO-FROM alice ${PASSWORD}`,
      `${OTHER} HELLO-FROM bob milk`,
    ]);
    const answers = lines.slice(0, 11).map((line) => line.split("|") as [string, string]);
    assert.deepEqual(answers.map(([reply]) => reply), [
      ...Array(9).fill("BAD-RQST-BODY"),
      "HELLO alice",
      "BAD-RQST-BODY",
    ]);
    const times = answers.map(([, ms]) => Number(ms));
    assert(times[8]! >= 2000, `the ninth wrong password: ${times} ms`);
    // The tenth from the crowd would take longer. The check itself takes part of a second.
    assert(times[10]! < 4000, `the first wrong password from elsewhere: ${times} ms`);
  },
);

testInNamespaces(
  "a crowd from one /64 does not displace a connection that waits elsewhere",
  async () => {
    const clients = [OTHER, ...CROWD, ...CROWD].map((source) => `${source} `);
    // When the last has its reply, all others know that they had to make room.
    clients.push(`${OTHER} LIST`);
    const lines = await replies(["--max-pending=3"], clients);
    assert.deepEqual(lines.slice(clients.length), [
      "open",
      ...["closed", "closed", "closed", "closed", "closed"],
      ...["open", "open"],
    ]);
  },
);

import assert from "node:assert/strict";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { LineClient } from "../support/line_client.ts";
import { endsWith } from "../support/screen.ts";
import { RunningProcess } from "../support/running_process.ts";
import { serverOnTerminal } from "../support/server_terminal.ts";

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

const CLIENT = programCommand("client", DENY_USER_ENV);

/** A client on a terminal, logged in as bob, with the last line that it prints when bob is put out. */
const CLIENTS = {
  messenger: {
    args: (port: number) => ["127.0.0.1", `${port}`, "-u", "bob", "--no-store"],
    isReady: (row: string) => row === ">",
    lastWords: (text: string) => `Not connecting again: ${text}`,
  },
  channel: {
    args: (port: number) => ["channel", "bob", "127.0.0.1", `${port}`, "--no-store"],
    isReady: (row: string) => row === "[Me]",
    lastWords: (text: string) => `You have been disconnected: ${text}.`,
  },
  direct: {
    args: (port: number) => ["direct", "-p", `${port}`, "--reconnect"],
    isReady: (row: string) => row === "Successfully logged in as bob!",
    lastWords: (text: string) => `Not connecting again: You have been disconnected: ${text}`,
  },
} as const;

for (const [name, { args, isReady, lastWords }] of Object.entries(CLIENTS)) {
  Deno.test(`the ${name} client does not come back by itself after a kick`, options, async () => {
    const { pty: server, port } = await serverOnTerminal();
    await using _server = server;
    await using client = await Pty.start([...CLIENT, ...args(port)], { columns: 90, rows: 24 });
    if (name === "direct") client.type("bob\r");
    await client.waitFor((screen) => screen.some(isReady), "the login");
    await server.waitFor((screen) => screen.some((row) => row.includes(" is bob (")), "bob");
    server.type("kick bob being rude\r");
    assert.equal(await client.exit, 1);
    const text = client.transcript().join("\n");
    assert(text.includes(lastWords("kicked by an operator: being rude")), text);
    assert.doesNotMatch(text, /Reconnecting/);
    assert.equal(client.settingsAfter, client.settingsBefore);
  });
}

Deno.test("listen ends when an operator puts its user out", options, async () => {
  const { pty: server, port } = await serverOnTerminal();
  await using _server = server;
  const args = ["listen", "-u", "bob", "-a", "127.0.0.1", "-p", `${port}`, "--join", "#tea"];
  await using client = new RunningProcess([...CLIENT, ...args]);
  await server.waitFor((screen) => screen.some((row) => row.includes(" is bob (")), "bob");
  server.type("ban bob 1h spam\r");
  assert.equal(await client.exitCode, 1);
  assert.match(
    client.errors.text,
    /Not connecting again: banned by an operator until .*\d\d:\d\d: spam\n$/,
  );
  const again = new RunningProcess([...CLIENT, ...args]);
  assert.equal(await again.exitCode, 1);
  assert.match(again.errors.text, /The name "bob" is banned until .*: spam/);
});

Deno.test(
  "the messenger client on a terminal shows topics, and that its channel is closed",
  options,
  async () => {
    const { pty: server, port } = await serverOnTerminal();
    await using _server = server;
    await using client = await Pty.start([...CLIENT, ...CLIENTS.messenger.args(port)], {
      columns: 90,
      rows: 24,
    });
    await endsWith(client, ">");
    client.type("/create tea\r");
    await endsWith(client, "You are in #tea now", "#tea>");
    client.type("/topic Lab 3\r");
    await endsWith(client, "#tea> /topic Lab 3", "The topic is now: Lab 3", "#tea>");
    server.type("topic tea Lab 4\r");
    await endsWith(client, "The topic of #tea is: Lab 4", "#tea>");
    client.type("/leave\r");
    await endsWith(client, "You have left #tea", ">");
    client.type("/join tea\r");
    await endsWith(client, "The topic of #tea is: Lab 4", "#tea>");
    server.type("close tea off topic\r");
    await endsWith(client, "[server] An operator has closed this channel: off topic", ">");
    client.type("hello\r");
    await endsWith(
      client,
      "You are in no channel: enter one with /join CHANNEL, or make one with /create CHANNEL",
      ">",
    );
  },
);

Deno.test(
  "behind a proxy, a ban holds for the client's address, and for nobody else's",
  options,
  async () => {
    const { pty: server, port } = await serverOnTerminal("--proxy-protocol", "127.0.0.1");
    await using _server = server;
    const direct = (address: string, name: string) =>
      LineClient.connect(port, `PROXY TCP4 ${address} ${address} 1 2\r\nHELLO-FROM ${name}\n`);
    await using bob = await direct("192.0.2.9", "bob");
    await using ann = await direct("192.0.2.8", "ann");
    for (const client of [ann, bob]) await client.hear(1);
    server.type("ban bob --address\r");
    await server.waitFor((screen) => screen.includes("Disconnected: bob"), "the ban");
    assert.match(await bob.rest(), /banned by an operator/);
    await using eve = await direct("192.0.2.9", "eve");
    assert.deepEqual(await eve.hear(2), ["DELIVERY server Your address is banned", "BUSY"]);
    await ann.say("LIST\n");
    assert.deepEqual(await ann.hear(1), ["LIST-OK ann"]);
  },
);

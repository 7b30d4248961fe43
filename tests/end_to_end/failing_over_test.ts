import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { FirstByteSocket } from "../../lib/transport/first_byte.ts";
import { selfSigned } from "../../lib/transport/self_signed.ts";
import tls from "node:tls";
import { ClientProcess } from "../support/client_process.ts";
import { ListedServers } from "../support/listed_servers.ts";
import { heardBy, listen, post } from "../support/listeners.ts";
import { logIn } from "../support/messenger_peer.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

/** Waits until the screen holds a row that matches. */
function showsRow(pty: Pty, row: RegExp): Promise<void> {
  return pty.waitFor((screen) => screen.some((line) => row.test(line)), String(row));
}

/** A client on a terminal that is in the channel tea, and how it tells that it has changed servers. */
const CLIENTS = {
  messenger: {
    args: (port: number) => ["127.0.0.1", `${port}`, "-u", "ann", "--no-store"],
    isReady: /^>$/,
    isIn: /^#tea>$/,
    channel: "#tea",
    missed: ["── 1 message while you were away ──", /^\d\d:\d\d \[poster\d+\] on the other one$/],
  },
  channel: {
    args: (port: number) => ["channel", "ann", "127.0.0.1", `${port}`, "--no-store"],
    isReady: /^\[Me\]$/,
    isIn: /^\[Me\]$/,
    channel: "tea",
    missed: ["── said while you were away ──", /^\d\d:\d\d \[poster\d+\] on the other one$/],
  },
} as const;

for (const [name, { args, isReady, isIn, channel, missed }] of Object.entries(CLIENTS)) {
  Deno.test(
    `the ${name} client takes another server, and shows what it missed`,
    options,
    async () => {
      await using servers = new ListedServers();
      await using first = await logIn(servers.port(0), "bob", "#tea");
      await using _second = await logIn(servers.port(1), "eve", "#tea");
      const command = [...programCommand("client", DENY_USER_ENV), ...args(servers.port(0))];
      await using pty = await Pty.start(command, { columns: 100, rows: 24 });
      await showsRow(pty, isReady);
      pty.type("/join tea\r");
      await first.hear(1);
      await showsRow(pty, isIn);
      await post(servers.port(0), "on the first one");
      await showsRow(pty, /\] on the first one$/);
      // The channel client asks for its place and for the servers behind its first command.
      if (name === "channel") await servers.isAsked(0);
      await post(servers.port(1), "on the other one");
      pty.type("half a line");
      await servers.stop(0);
      const [from, to] = servers.addresses;
      const row = `Lost the server at ${from}: connected to ${to}, and back in ${channel}`;
      await showsRow(pty, RegExp(`^${row}$`));
      await showsRow(pty, /\] on the other one$/);
      await showsRow(pty, /half a line$/);
      await post(servers.port(1), "live");
      await showsRow(pty, /\] live$/);
      const text = pty.transcript();
      assert(text.includes(missed[0]), text.join("\n"));
      assert.equal(text.filter((line) => missed[1].test(line)).length, 1, text.join("\n"));
      assert.equal(text.filter((line) => /on the first one/.test(line)).length, 1);
      assert.doesNotMatch(
        text.join("\n"),
        /Reconnecting|There are \d+ servers|closed the connection/,
      );
    },
  );
}

Deno.test("a client takes no servers that its own has not told", options, async () => {
  await using servers = new ListedServers({ count: 3 });
  servers.list(["127.0.0.1:x", "nonsense\x1b[31m", servers.addresses[2]!]);
  const args = ["127.0.0.1", `${servers.port(0)}`, "-u", "ann", "--no-store"];
  const command = [...programCommand("client", DENY_USER_ENV), ...args];
  await using pty = await Pty.start(command, { columns: 100, rows: 24 });
  await showsRow(pty, /^>$/);
  await servers.stop(0);
  await showsRow(pty, RegExp(`^Lost the server at .*: connected to ${servers.addresses[2]}$`));
  await servers.has(2, "ann");
});

Deno.test(
  "a client that pins a certificate takes no server with another one",
  options,
  async () => {
    const [pinned, other] = [selfSigned(["127.0.0.1"]), selfSigned(["127.0.0.1"])];
    const contexts = [pinned, other, pinned].map((identity) =>
      tls.createSecureContext({ ...identity })
    );
    await using servers = new ListedServers({
      count: 3,
      wrappers: (index) => [(socket) => new FirstByteSocket(socket, contexts[index]!, true)],
    });
    const fingerprint = new X509Certificate(pinned.cert).fingerprint256;
    const args = ["127.0.0.1", `${servers.port(0)}`, "-u", "ann", "--tls-fingerprint", fingerprint];
    const command = [...programCommand("client", DENY_USER_ENV), ...args, "--no-store"];
    await using pty = await Pty.start(command, { columns: 100, rows: 24 });
    await showsRow(pty, /^>$/);
    await servers.stop(0);
    const last = servers.addresses[2];
    await showsRow(pty, RegExp(`^Lost the server at .*: connected to ${last}$`));
    await servers.stop(2);
    await showsRow(pty, /^Reconnecting in \d s … Ctrl\+C ends the program$/);
    assert.doesNotMatch(
      pty.transcript().join("\n"),
      RegExp(`connected to ${servers.addresses[1]}`),
    );
  },
);

Deno.test("a listener takes another server, and prints each message once", async () => {
  await using servers = new ListedServers({ count: 3 });
  const members = await Promise.all(
    ["bob", "eve", "joe"].map((name, index) => logIn(servers.port(index), name, "#tea")),
  );
  await post(servers.port(0), "said before on another server");
  await post(servers.port(1), "said before");
  await using listener = listen(servers.port(1), "ear");
  await servers.isIn(1, "ear", "tea");
  await post(servers.port(1), "one", "two");
  await listener.output.waitFor(/two\n/);
  await post(servers.port(2), "three");
  await servers.stop(0);
  await servers.stop(1);
  await listener.output.waitFor(/three\n/);
  const [, from, to] = servers.addresses;
  await listener.errors.waitFor(
    RegExp(`^Lost the server at ${from}: connected to ${to} as ear\n`),
  );
  await post(servers.port(2), "four");
  await listener.output.waitFor(/four\n/);
  assert.deepEqual(heardBy(listener), ["one", "two", "three", "four"]);
  for (const member of members) await member[Symbol.asyncDispose]();
});

Deno.test("a listener without a channel takes another server, and its JSON is as ever", async () => {
  await using servers = new ListedServers();
  const args = ["listen", "-a", "127.0.0.1", "-p", `${servers.port(0)}`, "-u", "ear", "--json"];
  await using ear = new ClientProcess(...args);
  await servers.has(0, "ear");
  await servers.stop(0);
  await ear.errors.waitFor(/^Lost the server at .* as ear\n/);
  await using bob = await logIn(servers.port(1), "bob");
  await bob.say('{"action":"message","source":"","destination":"ear","body":"hi"}\n');
  await ear.output.waitFor(/"hi"/);
  const [, , message] = ear.output.text.split("\n");
  assert.deepEqual(JSON.parse(message!), {
    action: "message",
    source: "bob",
    destination: "ear",
    body: "hi",
  });
  assert.doesNotMatch(ear.output.text, /"servers"/);
});

/**
 * Registered names in real programs: the server with its own hashes, and each client.
 *
 * @module
 */
import assert from "node:assert/strict";
import { BARE, ClientProcess, type Machine } from "../support/client_process.ts";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { Relay } from "../support/relay.ts";
import { ServerProcess } from "../support/server_process.ts";

const PASSWORD = "tea-for-two";
const NEW_PASSWORD = "milk-for-two";
const REQUEST = "This name is registered. If it is yours: /password PASSWORD";

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

/** Registers a name, and leaves. */
async function register(port: number, name: string): Promise<void> {
  await using user = await logIn(port, name);
  await user.say(line("command", { body: `/register ${PASSWORD}` }) + line("logout"));
  const [answer] = await user.hear(2);
  assert.match(answer!, /is yours now/);
  await user.rest();
}

function onTerminal(port: number, ...words: string[]): Promise<Pty> {
  return Pty.start([...programCommand("client", DENY_USER_ENV), ...words, "-p", String(port)]);
}

function messenger(port: number, name: string): Promise<Pty> {
  return onTerminal(port, "messenger", "-a", "127.0.0.1", "-u", name);
}

/** Waits until a row of the screen matches. */
function showsRow(pty: Pty, row: RegExp): Promise<void> {
  return pty.waitFor((screen) => screen.some((line) => row.test(line)), String(row));
}

function withPassword(password: string): Machine {
  return { ...BARE, env: { PARLEY_PASSWORD: password } };
}

Deno.test(
  "a person registers a name on a terminal without showing the password, and gets it back",
  options,
  async () => {
    await using server = await ServerProcess.start();
    using relay = new Relay(server.port);
    await using pty = await messenger(relay.port, "ann");
    await showsRow(pty, /^>$/);
    pty.type("/register\r");
    await showsRow(pty, /^New password:$/);
    pty.type(`${PASSWORD}\r`);
    await showsRow(pty, /^The same again:$/);
    pty.type("tea-for-one\r");
    await showsRow(pty, /^The two passwords differ: nothing has changed$/);
    pty.type("/register short\r");
    await showsRow(pty, /^The password is too short: use at least 6 characters$/);
    pty.type(`/register ${PASSWORD}\r`);
    await showsRow(pty, /^ann is yours now: from the next login on, it takes this password$/);
    // Up finds neither of the two lines with passwords.
    pty.key("Up");
    await showsRow(pty, /^> \/register$/);
    pty.key("Ctrl+U");
    // The client knows the password when it comes back, and ends the session that it has left behind.
    relay.loseClients();
    await showsRow(pty, /^Reconnected$/);
    await using eve = await LineClient.connect(server.port, line("login", { source: "ann" }));
    assert.match(
      (await eve.hear(1))[0]!,
      /The name \\"ann\\" is registered: its password is needed/,
    );
    pty.type("/quit\r");
    assert.equal(await pty.exit, 0);
    assert.equal(await server.stop(), 0);
    assert.doesNotMatch(server.log.text + server.output.text, /tea-for|short/);
  },
);

Deno.test(
  "the owner of a name types its password, others choose another name",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await register(server.port, "ann");
    await using owner = await messenger(server.port, "ann");
    await showsRow(owner, /^The name "ann" is registered: its password is needed$/);
    await showsRow(owner, /^Password \(Enter for another name\):$/);
    owner.type("tea-for-one\r");
    await showsRow(owner, /^The password is wrong$/);
    owner.type(`${PASSWORD}\r`);
    await showsRow(owner, /^Welcome to Parley, ann$/);
    await using other = await messenger(server.port, "ann");
    await showsRow(other, /^Password \(Enter for another name\):$/);
    other.type("\r");
    await showsRow(other, /^Username:$/);
    other.type("bob\r");
    await showsRow(other, /^Welcome to Parley, bob$/);
    // Somebody who comes with the password from another place gets the name, and keeps it.
    await using elsewhere = await messenger(server.port, "ann");
    await showsRow(elsewhere, /^Password \(Enter for another name\):$/);
    elsewhere.type(`${PASSWORD}\r`);
    await showsRow(elsewhere, /^Welcome to Parley, ann$/);
    await showsRow(owner, /you have logged in elsewhere/);
  },
);

Deno.test("the password of a name can be changed and given up on a terminal", options, async () => {
  await using server = await ServerProcess.start();
  await register(server.port, "ann");
  await using pty = await messenger(server.port, "ann");
  await showsRow(pty, /^Password \(Enter for another name\):$/);
  pty.type(`${PASSWORD}\r`);
  await showsRow(pty, /^>$/);
  pty.type("/password\r");
  await showsRow(pty, /^Present password:$/);
  pty.type(`${PASSWORD}\r`);
  await showsRow(pty, /^New password:$/);
  pty.type(`${NEW_PASSWORD}\r`);
  await showsRow(pty, /^The same again:$/);
  pty.type(`${NEW_PASSWORD}\r`);
  await showsRow(pty, /^The password has changed$/);
  pty.type("/unregister\r");
  await showsRow(pty, /^Password:$/);
  pty.type(`${NEW_PASSWORD}\r`);
  await showsRow(pty, /^ann is no longer registered/);
});

Deno.test("a user of the channel dialect registers a name, and logs in with it", async () => {
  await using server = await ServerProcess.start();
  await using panda = await FrameClient.connect(server.port, "Panda", `/register ${PASSWORD}`);
  assert.deepEqual(await panda.hear(1), [
    "Panda is yours now: from the next login on, it takes this password",
  ]);
  await using client = new ClientProcess(
    withPassword(PASSWORD),
    "Panda",
    "127.0.0.1",
    `${server.port}`,
  );
  await client.type("/create tea\n/list\n");
  await client.output.waitFor(/\rtea\n/);
  assert.doesNotMatch(client.output.text, /registered|password/);
  assert.deepEqual(await panda.hear(1), [
    "You have been disconnected: you have logged in elsewhere.",
  ]);
  await using other = new ClientProcess(BARE, "Panda", "127.0.0.1", `${server.port}`);
  await other.output.waitFor(new RegExp(`\r${REQUEST}\n`));
  await other.type(`/password ${PASSWORD}\n/join tea\n/leave\n/list\n`);
  await other.output.waitFor(/\rtea\n/);
});

Deno.test("a channel client of somebody else hears nothing new, whatever it sends", async () => {
  await using server = await ServerProcess.start();
  await register(server.port, "ann");
  await using alice = await FrameClient.connect(
    server.port,
    "Alice",
    "/password what ever",
    "/create tea",
    "/msg bob hi",
  );
  assert.deepEqual(await alice.hear(2), [
    "/password is not a valid control message. Valid messages are /create, /list, and /join.",
    "No user named bob is here.",
  ]);
  await using strict = await ServerProcess.start("--strict");
  await using bob = await FrameClient.connect(strict.port, "Bob", `/register ${PASSWORD}`);
  assert.deepEqual(await bob.hear(1), [
    "/register is not a valid control message. Valid messages are /create, /list, and /join.",
  ]);
});

Deno.test(
  "the direct client asks for the password of a registered name on a terminal",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await register(server.port, "ann");
    await using pty = await onTerminal(server.port, "direct");
    await showsRow(pty, /^Welcome to Chat Client\. Enter your login:$/);
    pty.type("ann\r");
    await showsRow(pty, /^Cannot log in as ann\. That username is already in use\.$/);
    await showsRow(
      pty,
      /^That username is registered\. Enter its password, or nothing for another/,
    );
    pty.type(`${PASSWORD}\r`);
    await showsRow(pty, /^Successfully logged in as ann!$/);
    await using other = await onTerminal(server.port, "direct");
    await showsRow(other, /^Welcome to Chat Client/);
    other.type("ann\r");
    await showsRow(other, /^That username is registered/);
    other.type("\rbob\r");
    await showsRow(other, /^Successfully logged in as bob!$/);
  },
);

Deno.test("on a pipe the direct client asks for nothing, and uses the password that it has", async () => {
  await using server = await ServerProcess.start();
  await register(server.port, "ann");
  const words = ["direct", "-p", `${server.port}`];
  await using stranger = new ClientProcess(BARE, ...words);
  await stranger.type("ann\nbob\n");
  await stranger.output.waitFor(
    /login:\nCannot log in as ann\. That username is already in use\.\nSuccessfully logged in as bob!\n$/,
  );
  await using owner = new ClientProcess(withPassword(PASSWORD), ...words);
  await owner.type("ann\n");
  await owner.output.waitFor(/Successfully logged in as ann!\n$/);
});

Deno.test("scripts log in under a registered name with its password, and say what is missing", async () => {
  await using server = await ServerProcess.start();
  await register(server.port, "ann");
  const words = [
    "send",
    "-a",
    "127.0.0.1",
    "-p",
    `${server.port}`,
    "-u",
    "ann",
    "--to",
    "all",
    "hi",
  ];
  await using owner = new ClientProcess(withPassword(PASSWORD), ...words);
  assert.equal(await owner.exitCode, 0);
  await using other = new ClientProcess(BARE, ...words);
  assert.equal(await other.exitCode, 1);
  assert.equal(
    other.errors.text,
    'The name "ann" is registered: its password is needed. ' +
      "Use --password-file FILE or set PARLEY_PASSWORD.\n",
  );
});

Deno.test("a block list follows its owner, and hides what waited", options, async () => {
  await using server = await ServerProcess.start();
  await register(server.port, "ann");
  await using first = await messenger(server.port, "ann");
  await showsRow(first, /^Password/);
  first.type(`${PASSWORD}\r`);
  await showsRow(first, /^>$/);
  first.type("/block eve\r");
  await showsRow(first, /^eve is blocked$/);
  first.type("/quit\r");
  assert.equal(await first.exit, 0);
  await using eve = await logIn(server.port, "eve");
  await eve.say(line("message", { destination: "ann", body: "grr" }));
  await eve.hear(2);
  await using bob = await logIn(server.port, "bob");
  await bob.say(line("message", { destination: "ann", body: "hello" }));
  await bob.hear(2);
  await using second = await messenger(server.port, "ann");
  await showsRow(second, /^Password/);
  second.type(`${PASSWORD}\r`);
  await showsRow(second, /^\d\d:\d\d \[bob to you\] hello$/);
  second.type("/blocked\r");
  await showsRow(second, /^eve: 1 message hidden$/);
});

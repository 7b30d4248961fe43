import assert from "node:assert/strict";
import { NAME_COLOURS } from "../../lib/terminal/name_colour.ts";
import { ClientProcess } from "../support/client_process.ts";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { ServerProcess } from "../support/server_process.ts";

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

const TIME = "([01]\\d|2[0-3]):[0-5]\\d";

/** Starts our client on a terminal, with changes to its environment. */
function onTerminal(environment: readonly string[], ...args: string[]): Promise<Pty> {
  const deno = [Deno.execPath(), "run", "--allow-net", "--allow-env", "client.ts"];
  return Pty.start(["env", "-u", "NO_COLOR", ...environment, ...deno, ...args]);
}

/** Lets Alice and Bob talk in a channel, and inspects Panda's terminal. */
async function chat(
  port: number,
  environment: readonly string[],
  inspect: (pty: Pty) => void | Promise<void>,
): Promise<void> {
  await using alice = await FrameClient.creator(port, "Alice", "tea");
  await using pty = await onTerminal(environment, "Panda", "127.0.0.1", `${port}`);
  await pty.waitFor((screen) => screen[0] === "[Me]", "the prompt");
  pty.type("/join tea\r");
  await alice.hear(1);
  await alice.say("I am Alice, not [Bob]");
  await pty.waitFor((screen) => screen.join().includes("I am Alice"), "Alice");
  await using bob = await FrameClient.connect(port, "Bob", "/join tea", "Hi Alice", "/msg Panda x");
  const last = "[Bob to you] x";
  await pty.waitFor((screen) => screen.includes(last), last);
  await inspect(pty);
  void bob;
}

Deno.test("channel client gives each name a colour of its own", options, async () => {
  await using server = await ServerProcess.start();
  await chat(server.port, [], (pty) => {
    const found = pty.coloured();
    assert.deepEqual(found.map(({ text }) => text), ["Alice", "Bob", "Bob", "Bob"]);
    const [alice, bob, ...bobAgain] = found.map(({ colour }) => colour);
    assert.notEqual(alice, bob);
    assert.deepEqual(bobAgain, [bob, bob]);
    for (const { colour } of found) assert((NAME_COLOURS as readonly number[]).includes(colour));
  });
});

for (const environment of [["NO_COLOR=1"], ["TERM=vt220"]]) {
  Deno.test(`channel client uses no colours with ${environment}`, options, async () => {
    await using server = await ServerProcess.start();
    await chat(server.port, environment, (pty) => assert.deepEqual(pty.coloured(), []));
  });
}

for (const environment of [["TERM=dumb"], ["TERM="], ["-u", "TERM"]]) {
  const name = `channel client writes plain lines with ${environment.join(" ")}`;
  Deno.test(name, options, async () => {
    await using server = await ServerProcess.start();
    await chat(server.port, environment, async (pty) => {
      // Deno and the test itself write escape sequences before the prompt.
      assert(!pty.written.slice(pty.written.indexOf("[Me]")).includes("\x1b"));
      pty.key("Ctrl+D");
      assert.equal(await pty.exit, 0);
      assert.equal(pty.settingsAfter, pty.settingsBefore);
    });
  });
}

Deno.test(
  "the messenger colours the names of speakers; a line of the direct client is the contract's",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using ann = await logIn(server.port, "ann");
    await using pty = await onTerminal([], "messenger", "-a127.0.0.1", `-p${server.port}`, "-ubob");
    await pty.waitFor((screen) => screen.includes(">"), "the prompt");
    await using direct = await onTerminal([], "direct", `-p${server.port}`);
    direct.type("eve\r");
    await direct.waitFor(
      (screen) => screen.includes("Successfully logged in as eve!"),
      "the login",
    );
    for (const destination of ["bob", "eve"]) {
      await ann.say(line("message", { source: "ann", destination, body: "hi ann" }));
    }
    await pty.waitFor((screen) => screen.includes("[ann to you] hi ann"), "the message");
    await direct.waitFor((screen) => screen.includes("From ann: hi ann"), "the message");
    const colours = [pty.coloured(), direct.coloured()];
    assert.deepEqual(colours.map((each) => each.map(({ text }) => text)), [["ann"], []]);
  },
);

Deno.test("--time shows the time of messages on pipes, too", async () => {
  await using server = await ServerProcess.start();
  await using alice = await FrameClient.creator(server.port, "Alice", "tea");
  const at = ["127.0.0.1", `${server.port}`];
  await using channel = new ClientProcess("Panda", ...at, "--time");
  await channel.type("/join tea\n/list\n");
  assert.deepEqual(await alice.hear(1), ["Panda has joined"]);
  // Text of the server has no time.
  await channel.output.waitFor(/\r {4}\rtea\n/);
  await alice.say("hi");
  await channel.output.waitFor(new RegExp(`\\r {4}\\r${TIME} \\[Alice\\] hi\\n`));

  await using listen = new ClientProcess("listen", "-p", at[1]!, "--username", "ear", "--time");
  await using direct = new ClientProcess("direct", "-p", at[1]!, "--time");
  await direct.type("dora\n");
  await direct.output.waitFor(/\nSuccessfully logged in as dora!\n/);
  await using bob = await LineClient.connect(server.port, "HELLO-FROM bob\n");
  await bob.hear(1);
  await server.log.waitFor(/ear /);
  await bob.say("SEND dora hi\nSEND ear hi\n");
  await direct.output.waitFor(new RegExp(`\\n${TIME} From bob: hi\\n`));
  await listen.output.waitFor(new RegExp(`^${TIME} \\[bob to you\\] hi\\n`));
});

Deno.test("--time cannot be combined with --json", async () => {
  await using listen = new ClientProcess("listen", "--json", "--time");
  assert.equal(await listen.exitCode, 2);
  assert.match(listen.errors.text, /^Cannot use --time with --json/);
});

import assert from "node:assert/strict";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { BARE, ClientProcess, type Machine, machineWith } from "../support/client_process.ts";
import { FrameClient } from "../support/frame_client.ts";
import { logIn } from "../support/messenger_peer.ts";
import { ServerProcess } from "../support/server_process.ts";

const WIPE = "\r    \r";

/** The arguments of each client in which users can be blocked. */
const CLIENTS: Record<string, (port: number) => string[]> = {
  channel: (port) => ["Panda", "127.0.0.1", `${port}`],
  messenger: (port) => ["messenger", "-a", "127.0.0.1", "-p", `${port}`, "-u", "Panda"],
};

/** Starts our client on a machine and waits for its prompt. */
async function start(machine: Machine, ...args: string[]): Promise<ClientProcess> {
  const client = new ClientProcess(machine, ...args);
  await client.output.waitFor(/(\[Me\]|>) $/);
  return client;
}

/** Types a line and waits for the client's answer. */
async function answers(client: ClientProcess, text: string, answer: RegExp): Promise<void> {
  await client.type(`${text}\n`);
  await client.output.waitFor(answer);
}

for (const [name, args] of Object.entries(CLIENTS)) {
  Deno.test(`${name} client hides and counts messages of blocked users, after a restart too`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start();
    await using _ = await logIn(server.port, "carl", "#tea");
    await using alice = await FrameClient.connect(server.port, "Al ice", "/join tea");
    const machine = machineWith(folder.path);
    {
      await using first = await start(machine, ...args(server.port));
      await answers(first, "/blocked", /Nobody is blocked\n/);
      await answers(first, "/block", /Usage: \/block USER\n/);
      await answers(first, "/block Al ice", /Al_ice is blocked\n/);
      await answers(first, "/block Al_ice", /Al_ice is already blocked\n/);
      await answers(first, "/unblock bob", /bob is not blocked\n/);
      await first.endInput();
      assert.equal(await first.exitCode, 0);
    }
    await using second = await start(machine, ...args(server.port));
    await answers(second, "/blocked", /Al_ice: 0 messages hidden\n/);
    await second.type("/join tea\n");
    assert.deepEqual(await alice.hear(1), ["Panda has joined"]);
    await alice.say("hi", "/msg Panda psst", "/broadcast oyez", "/leave", "/join tea");
    await second.output.waitFor(/Al.ice has joined( #tea)?\n/);
    assert.doesNotMatch(second.output.text, /hi\n|psst|oyez/);
    await answers(second, "/blocked", /Al_ice: 3 messages hidden\n/);
    await answers(second, "/unblock Al ice", /Al_ice is no longer blocked\n/);
    await alice.say("hi");
    await second.output.waitFor(/\[Al.ice\] hi\n/);
    assert.equal(second.errors.text, "");
  });

  Deno.test(`${name} client saves nothing with --no-store or without permission`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start();
    const machines: [Machine, string[]][] = [
      [machineWith(folder.path), ["--no-store"]],
      [{ denied: ["--deny-write"], env: { XDG_CONFIG_HOME: folder.path } }, []],
    ];
    for (const [machine, flags] of machines) {
      await using client = await start(machine, ...args(server.port), ...flags);
      await answers(client, "/block bob", /bob is blocked until you leave\n/);
      await answers(client, "/blocked", /bob: 0 messages hidden\n/);
      await client.endInput();
      assert.equal(await client.exitCode, 0);
      assert.equal(client.errors.text, "");
    }
    assert.deepEqual(Array.from(Deno.readDirSync(folder.path)), []);
  });

  Deno.test(`${name} client reports an invalid block list on standard error and goes on without it`, async () => {
    using folder = new TemporaryFolder();
    await Deno.mkdir(`${folder.path}/parley`);
    const path = `${folder.path}/parley/blocked.json`;
    await Deno.writeTextFile(path, "not a list");
    await using server = await ServerProcess.start();
    await using client = await start(machineWith(folder.path), ...args(server.port));
    await client.errors.waitFor(/\n/);
    await answers(client, "/block bob", /bob is blocked until you leave\n/);
    await client.endInput();
    assert.equal(await client.exitCode, 0);
    assert.equal(
      client.errors.text,
      `Cannot use "${path}": it does not hold a list of names. ` +
        "Users that you block are blocked until you leave.\n",
    );
    assert.equal(await Deno.readTextFile(path), "not a list");
  });
}

Deno.test("channel client with --strict sends the block commands to the server and hides nothing", async () => {
  using folder = new TemporaryFolder();
  await Deno.mkdir(`${folder.path}/parley`);
  await Deno.writeTextFile(`${folder.path}/parley/blocked.json`, '{"blocked": ["Bob"]}');
  await using server = await ServerProcess.start();
  const args = CLIENTS.channel!(server.port);
  await using client = await start(machineWith(folder.path), ...args, "--strict");
  for (const command of ["/block", "/unblock", "/blocked"]) {
    await answers(client, command, new RegExp(`${command} is not a valid control message\\.`));
  }
  await using bob = await FrameClient.connect(server.port, "Bob");
  await bob.say("/msg Panda hi");
  await client.output.waitFor(/\[Bob to you\] hi\n/);
});

Deno.test("channel client answers the block commands itself and sends similar lines to the server", async () => {
  await using server = await ServerProcess.start();
  await using client = await start(BARE, ...CLIENTS.channel!(server.port));
  await client.type("/blocked\n/blocker\n /block bob\n");
  await client.output.waitFor(/control message\.[^]+Not currently in any channel[^]+\[Me\] $/);
  assert.equal(
    client.output.text.replaceAll("[Me] ", ""),
    `${WIPE}Nobody is blocked\n` +
      `${WIPE}/blocker is not a valid control message. Valid messages are /create, /list, and /join.\n` +
      `${WIPE}Not currently in any channel. Must join a channel before sending messages.\n`,
  );
});

import assert from "node:assert/strict";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { ClientProcess } from "../support/client_process.ts";
import { closedPort } from "../support/connection_refused.ts";
import { FrameClient } from "../support/frame_client.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import type { KeyName } from "../support/pty_keys.ts";
import { shows } from "../support/screen.ts";
import { ServerProcess } from "../support/server_process.ts";

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

const MENU = [
  "Welcome to Parley. What would you like to do?",
  "1  Join a chat server",
  "2  Message someone",
  "3  Find rooms on this network",
  "4  Find servers on this network",
  "q  Quit",
  "Your choice [1]:",
];

/** Starts our client on the terminal of a user ann, whose configuration is in `folder`. */
async function start(folder: string, args: string[] = [], term = "xterm"): Promise<Pty> {
  const home = Deno.build.os === "darwin" ? "HOME" : "XDG_CONFIG_HOME";
  const env = ["USER=ann", `${home}=${folder}`, `TERM=${term}`];
  const deno = [Deno.execPath(), "run", "-A", "client.ts", ...args];
  const pty = await Pty.start(["env", ...env, ...deno]);
  await shows(pty, ...MENU);
  return pty;
}

/** Waits for a question and answers it. */
async function answer(pty: Pty, question: string, text: string): Promise<void> {
  const isAsked = (screen: string[]) => screen.findLast((row) => row !== "") === question;
  await pty.waitFor(isAsked, question);
  pty.type(`${text}\r`);
}

/** Joins a channel after the menu, sends a message, and leaves. */
async function joinAndLeave(pty: Pty, port: number, channel = "tea"): Promise<void> {
  await using alice = await FrameClient.connect(port, "Alice", `/create ${channel}`, "/oops");
  // The error of /oops shows that the channel exists.
  await alice.hear(1);
  await pty.waitFor((screen) => screen.includes("[Me]"), "the channel client");
  pty.type(`/join ${channel}\r`);
  assert.deepEqual(await alice.hear(1), ["Panda has joined"]);
  pty.type("hi\r");
  assert.deepEqual(await alice.hear(1), ["[Panda] hi"]);
  await alice.say("bye");
  await pty.waitFor((screen) => screen.join("\n").includes("[Alice] bye\n[Me]"), "the answer");
  pty.key("Ctrl+D");
  assert.equal(await pty.exit, 0);
  assert.equal(pty.settingsAfter, pty.settingsBefore);
}

for (const term of ["xterm", "dumb"]) {
  Deno.test(
    `the menu joins a server and remembers it (TERM=${term})`,
    options,
    async () => {
      await using server = await ServerProcess.start();
      using folder = new TemporaryFolder();
      await using first = await start(folder.path, [], term);
      await answer(first, MENU.at(-1)!, "");
      await answer(first, "Username [ann]:", "Panda");
      await answer(first, "Server address [127.0.0.1]:", "localhost");
      await answer(first, "Server port [55555]:", "99999");
      await answer(first, "Server port [55555]:", `${server.port}`);
      await joinAndLeave(first, server.port);

      await using second = await start(folder.path, [], term);
      await answer(second, MENU.at(-1)!, "1");
      await answer(second, "Username [Panda]:", "");
      await answer(second, "Server address [localhost]:", "");
      await answer(second, `Server port [${server.port}]:`, "");
      await joinAndLeave(second, server.port, "coffee");
    },
  );
}

Deno.test("the menu passes input typed ahead to the client", options, async () => {
  await using server = await ServerProcess.start();
  using folder = new TemporaryFolder();
  await using alice = await FrameClient.connect(server.port, "Alice", "/create tea");
  await using pty = await start(folder.path);
  pty.type(`1\rPanda\r127.0.0.1\r${server.port}\r/join tea\rhello\r`);
  assert.deepEqual(await alice.hear(2), ["Panda has joined", "[Panda] hello"]);
});

Deno.test("the menu opens the messenger, which repeats no question", options, async () => {
  await using server = await ServerProcess.start();
  using folder = new TemporaryFolder();
  await using pty = await start(folder.path, ["--time"]);
  await answer(pty, MENU.at(-1)!, "2");
  await answer(pty, "Username [ann]:", "");
  await answer(pty, "Server address [127.0.0.1]:", "");
  await answer(pty, "Server port [55555]:", `${server.port}`);
  await pty.waitFor((screen) => screen.includes("Welcome to Parley, ann"), "the login");
  pty.type("/br\t");
  await pty.waitFor((screen) => screen.includes("> /broadcast"), "a command completed");
});

Deno.test("the menu opens rooms and remembers the directory", options, async () => {
  using folder = new TemporaryFolder();
  await using first = await start(folder.path);
  await answer(first, MENU.at(-1)!, "3");
  await answer(first, "Address of the room directory [127.0.0.1]:", "localhost");
  await first.waitFor((screen) => screen.includes("parley>"), "the prompt of the rooms");
  first.type("quit\r");
  assert.equal(await first.exit, 0);
  await using second = await start(folder.path);
  await answer(second, MENU.at(-1)!, "3");
  await second.waitFor(
    (screen) => screen.includes("Address of the room directory [localhost]:"),
    "the last directory",
  );
});

Deno.test("the menu neither reads nor saves answers with --no-store", options, async () => {
  await using server = await ServerProcess.start();
  using folder = new TemporaryFolder();
  await using pty = await start(folder.path, ["--no-store"]);
  await answer(pty, MENU.at(-1)!, "1");
  await answer(pty, "Username [ann]:", "Panda");
  await answer(pty, "Server address [127.0.0.1]:", "");
  await answer(pty, "Server port [55555]:", `${server.port}`);
  await joinAndLeave(pty, server.port);
  const kept = await Array.fromAsync(Deno.readDir(folder.path), ({ name }) => name);
  assert(!kept.includes("parley") && !kept.includes("Library"), String(kept));
});

for (const bad of ["nonsense", "[1]", "{", '{"name": 5, "host": "", "port": 70000}', "null"]) {
  Deno.test(`the menu ignores invalid saved answers: ${bad}`, options, async () => {
    using folder = new TemporaryFolder();
    const below = Deno.build.os === "darwin" ? "Library/Application Support/parley" : "parley";
    await Deno.mkdir(`${folder.path}/${below}`, { recursive: true });
    await Deno.writeTextFile(`${folder.path}/${below}/last.json`, bad);
    await using pty = await start(folder.path);
    await answer(pty, MENU.at(-1)!, "1");
    await answer(pty, "Username [ann]:", "");
    await answer(pty, "Server address [127.0.0.1]:", "");
    pty.key("Ctrl+D");
    assert.equal(await pty.exit, 0);
  });
}

Deno.test("the menu asks again after an invalid choice", options, async () => {
  using folder = new TemporaryFolder();
  await using pty = await start(folder.path);
  pty.type("5\r");
  const refusal = 'Cannot choose "5": enter a number from 1 to 4, or q';
  await shows(pty, ...MENU.slice(0, -1), `${MENU.at(-1)} 5`, refusal, MENU.at(-1)!);
  pty.type("tea?\r");
  await pty.waitFor((screen) => screen.join("\n").includes('Cannot choose "tea?"'), "a refusal");
  pty.type("q\r");
  assert.equal(await pty.exit, 0);
});

for (const key of ["Ctrl+C", "Ctrl+D"] as readonly KeyName[]) {
  Deno.test(`the menu leaves with ${key} and restores the terminal`, options, async () => {
    using folder = new TemporaryFolder();
    await using pty = await start(folder.path);
    pty.key(key);
    assert.equal(await pty.exit, 0);
    assert.equal(pty.settingsAfter, pty.settingsBefore);
    await shows(pty, ...MENU.slice(0, -1));
  });
}

Deno.test("the menu's client says that it cannot connect", options, async () => {
  using folder = new TemporaryFolder();
  const port = closedPort();
  await using pty = await start(folder.path);
  pty.type(`1\rPanda\r127.0.0.1\r${port}\r`);
  assert.equal(await pty.exit, 1);
  assert.equal(
    pty.screen().findLast((row) => row !== ""),
    `Unable to connect to 127.0.0.1:${port}`,
  );
  assert.equal(pty.settingsAfter, pty.settingsBefore);
});

Deno.test("client without arguments on a pipe shows its usage, with exit code 2", async () => {
  await using client = new ClientProcess();
  assert.equal(await client.exitCode, 2);
  assert.equal(client.output.text, "");
  assert.match(
    client.errors.text,
    /^Usage:\n {2}client\.ts +Choose from a menu \(on a terminal\)$/m,
  );
});

Deno.test("client with flags that need a subcommand shows its usage", options, async () => {
  await using pty = await Pty.start([Deno.execPath(), "run", "-A", "client.ts", "-p", "5000"]);
  assert.equal(await pty.exit, 2);
});

import assert from "node:assert/strict";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { shows } from "../support/screen.ts";
import { ServerProcess } from "../support/server_process.ts";

const SIZE = { columns: 60, rows: 10 };

/** Starts our client on a terminal. */
function onTerminal(...args: string[]): Promise<Pty> {
  return Pty.start([...programCommand("client", DENY_USER_ENV), ...args], SIZE);
}

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

Deno.test("channel client keeps a half-typed line while messages arrive", options, async () => {
  await using server = await ServerProcess.start();
  await using alice = await FrameClient.creator(server.port, "Alice", "tea");
  await using pty = await onTerminal("Panda", "localhost", String(server.port));
  await shows(pty, "[Me]");
  pty.type("/join tea");
  pty.key("Enter");
  assert.deepEqual(await alice.hear(1), ["Panda has joined"]);
  pty.type("this line 世界 is longer than the screen is wide, by a few words");
  pty.key("Left");
  await shows(
    pty,
    "[Me] /join tea",
    "[Me] this line 世界 is longer than the screen is wide, by a",
    "few words",
  );
  await alice.say("hello", "there");
  await shows(
    pty,
    "[Me] /join tea",
    "[Alice] hello",
    "[Alice] there",
    "[Me] this line 世界 is longer than the screen is wide, by a",
    "few words",
  );
  const isInPlace = () => pty.cursor().row === 4 && pty.cursor().column === 8;
  await pty.waitFor(isInPlace, "the cursor in its place");
  pty.key("Backspace");
  pty.key("Enter");
  await pty.waitFor((screen) => screen[5] === "[Me]", "the next prompt");
  await alice.say("bye");
  await shows(
    pty,
    "[Me] /join tea",
    "[Alice] hello",
    "[Alice] there",
    "[Me] this line 世界 is longer than the screen is wide, by a",
    "few wors",
    "[Alice] bye",
    "[Me]",
  );
});

for (const key of ["Ctrl+C", "Ctrl+D"] as const) {
  Deno.test(`channel client leaves with ${key} and restores the terminal`, options, async () => {
    await using server = await ServerProcess.start();
    await using pty = await onTerminal("Panda", "127.0.0.1", String(server.port));
    await shows(pty, "[Me]");
    pty.key(key);
    assert.equal(await pty.exit, 0);
    assert.equal(pty.settingsAfter, pty.settingsBefore);
    await server.log.waitFor(/Panda left: disconnected\n/);
  });
}

Deno.test(
  "channel client with --strict restores the terminal when the server disconnects",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using pty = await onTerminal("Panda", "127.0.0.1", String(server.port), "--strict");
    await shows(pty, "[Me]");
    pty.type("half a li");
    await shows(pty, "[Me] half a li");
    await server.stop();
    assert.equal(await pty.exit, 1);
    await shows(pty, `Server at 127.0.0.1:${server.port} has disconnected`);
    assert.equal(pty.settingsAfter, pty.settingsBefore);
  },
);

Deno.test(
  "direct client shows the contract's lines on a terminal and keeps a half-typed line",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using alice = await LineClient.connect(server.port, "HELLO-FROM alice\n");
    await using pty = await onTerminal("direct", "-p", String(server.port));
    const welcome = "Welcome to Chat Client. Enter your login:";
    await shows(pty, welcome);
    pty.type("bob");
    pty.key("Enter");
    const login = [
      welcome,
      "bob",
      "Successfully logged in as bob!",
    ];
    await shows(pty, ...login);
    pty.type("@alice good mor");
    await shows(pty, ...login, "@alice good mor");
    await alice.say("SEND bob hi\n");
    await shows(pty, ...login, "From alice: hi", "@alice good mor");
    pty.type("ning");
    pty.key("Enter");
    await shows(
      pty,
      ...login,
      "From alice: hi",
      "@alice good morning",
      "The message was sent successfully",
    );
    pty.type("!quit");
    pty.key("Enter");
    assert.equal(await pty.exit, 0);
    assert.equal(pty.settingsAfter, pty.settingsBefore);
  },
);

import assert from "node:assert/strict";
import { FrameClient, frames, readExactly } from "../support/frame_client.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { shows } from "../support/screen.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const SIZE = { columns: 80, rows: 14 };

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

function channelClient(port: number, ...flags: string[]): Promise<Pty> {
  const words = ["Panda", "127.0.0.1", String(port), ...flags];
  return Pty.start([...programCommand("client", DENY_USER_ENV), ...words], SIZE);
}

/** Waits until the screen holds a row that matches. */
function showsRow(pty: Pty, row: RegExp): Promise<void> {
  return pty.waitFor((screen) => screen.some((line) => row.test(line)), String(row));
}

Deno.test(
  "a restart of the server interrupts a conversation on a terminal, and no more",
  options,
  async () => {
    await using first = await ServerProcess.start();
    const { port } = first;
    await using pty = await channelClient(port);
    await shows(pty, "[Me]");
    pty.type("/create tea\r");
    await shows(pty, "[Me] /create tea", "[Me]");
    pty.type("half a li");
    await showsRow(pty, /half a li/);
    await first.stop();
    await showsRow(pty, /^\[Me, offline\] half a li$/);
    pty.type("ne\r");
    pty.type("another");
    await showsRow(pty, /^\[Me, offline\] another$/);
    await using _second = await ServerProcess.start("-p", String(port));
    await using alice = await FrameClient.connect(port, "Alice");
    await showsRow(pty, /^\[Me\] another$/);
    const screen = pty.screen().join("\n");
    assert.match(screen, new RegExp(`^Server at 127.0.0.1:${port} has disconnected$`, "m"));
    assert.match(screen, /^Reconnecting in 1 s … Ctrl\+C ends the program$/m);
    assert.match(screen, /^Reconnected, and created tea again: it no longer existed$/m);
    await alice.say("/join tea");
    pty.type("\r");
    assert.deepEqual(await alice.hear(1), ["[Panda] another"]);
  },
);

Deno.test(
  "lines typed while the server is away are sent to the channel afterwards",
  options,
  async () => {
    await using first = await ServerProcess.start();
    const { port } = first;
    await using pty = await channelClient(port);
    await shows(pty, "[Me]");
    pty.type("/create tea\r");
    await shows(pty, "[Me] /create tea", "[Me]");
    await first.stop();
    await showsRow(pty, /^\[Me, offline\]$/);
    pty.type("one\rtwo\r");
    await showsRow(pty, /^\[Me, offline\] two$/);
    // A program of somebody else, in which the channel still exists.
    using listener = Deno.listen({ hostname: "127.0.0.1", port });
    using conn = await listener.accept();
    assert.deepEqual(await readExactly(conn, 800), frames("Panda", "/join tea", "one", "two"));
    await showsRow(pty, /^Reconnected, and back in tea$/);
  },
);

for (const key of ["Ctrl+C", "Ctrl+D"] as const) {
  Deno.test(
    `${key} ends the waiting for a server, and says what was not sent`,
    options,
    async () => {
      await using server = await ServerProcess.start();
      await using pty = await channelClient(server.port);
      await shows(pty, "[Me]");
      await server.stop();
      await showsRow(pty, /^\[Me, offline\]$/);
      pty.type("one\r");
      await showsRow(pty, /^\[Me, offline\] one$/);
      pty.key(key);
      assert.equal(await pty.exit, 1);
      await showsRow(pty, /^Not sent: 1 line$/);
      assert.equal(pty.settingsAfter, pty.settingsBefore);
    },
  );
}

Deno.test("a client logs in again with the password that its user typed", options, async () => {
  using folder = new TemporaryFolder();
  const path = folder.file("password");
  await Deno.writeTextFile(path, "secret\n", { mode: 0o600 });
  await using first = await ServerProcess.start("--password-file", path);
  const { port } = first;
  await using pty = await channelClient(port);
  await showsRow(pty, /asks for a password/);
  pty.type("/password secret\r");
  await first.log.waitFor(/is Panda/);
  pty.type("/create tea\r");
  await showsRow(pty, /^\[Me\] \/create tea$/);
  await first.stop();
  await showsRow(pty, /^\[Me, offline\]$/);
  await using second = await ServerProcess.start("-p", String(port), "--password-file", path);
  await second.log.waitFor(/is Panda/);
  await showsRow(pty, /^Reconnected, and created tea again/);
});

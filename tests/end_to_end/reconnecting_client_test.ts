import assert from "node:assert/strict";
import { FrameClient, frames, readExactly } from "../support/frame_client.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { Relay } from "../support/relay.ts";
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
    await using first = await ServerProcess.startReplaceable();
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
    await alice.say("/join tea", "/who");
    assert.deepEqual(await alice.hear(1), ["Panda\nAlice"]);
    pty.type("\r");
    assert.deepEqual(await alice.hear(1), ["[Panda] another"]);
  },
);

Deno.test(
  "lines typed while the server is away are sent to the channel afterwards",
  options,
  async () => {
    await using first = await ServerProcess.startReplaceable();
    const { port } = first;
    await using pty = await channelClient(port);
    await shows(pty, "[Me]");
    pty.type("/create tea\r");
    await shows(pty, "[Me] /create tea", "[Me]");
    // The answer comes behind all others, by which the client knows the server.
    pty.type("/list\r");
    await showsRow(pty, /^tea$/);
    await first.stop();
    await showsRow(pty, /^\[Me, offline\]$/);
    pty.type("one\rtwo\r");
    await showsRow(pty, /^\[Me, offline\] two$/);
    // A program of somebody else, in which the channel still exists.
    using listener = Deno.listen({ hostname: "127.0.0.1", port });
    using conn = await listener.accept();
    assert.deepEqual(await readExactly(conn, 200), frames("Panda"));
    // It asks for its session first, as the last server knew what that is.
    await readExactly(conn, 200);
    assert.deepEqual(await readExactly(conn, 600), frames("/join tea", "one", "two"));
    await showsRow(pty, /^Reconnected, and back in tea$/);
  },
);

Deno.test("a server that checks many passwords has time to answer", options, async () => {
  await using first = await ServerProcess.startReplaceable();
  const { port } = first;
  await using pty = await channelClient(port);
  await shows(pty, "[Me]");
  pty.type("/create tea\r/register tea-for-two\r");
  await showsRow(pty, /^Panda is yours now/);
  await first.stop("SIGKILL");
  // The next server takes twice as long as it may without a password.
  using listener = Deno.listen({ hostname: "127.0.0.1", port });
  using conn = await listener.accept();
  const login = await readExactly(conn, 600);
  assert.deepEqual(login.subarray(0, 400), frames("Panda", "/password tea-for-two"));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await conn.write(frames("You are Panda."));
  assert.deepEqual(await readExactly(conn, 400), frames("/join tea", "/history after 0 1000"));
  await conn.write(frames(
    "Past messages: 1 (0 before them)",
    "10:45 [Bob] hi",
    "End of past messages (0 after them: /history after 7)",
  ));
  await showsRow(pty, /^10:45 \[Bob\] hi$/);
});

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
  await using first = await ServerProcess.startReplaceable("--password-file", path);
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

Deno.test("a client is told that the server has changed its name", options, async () => {
  await using server = await ServerProcess.start();
  await using panda = await FrameClient.creator(server.port, "Panda", "tea");
  await using pty = await channelClient(server.port);
  await shows(pty, "[Me]");
  pty.type("/join tea\r");
  assert.deepEqual(await panda.hear(1), ["Panda_2 has joined"]);
  await shows(
    pty,
    "[Me] /join tea",
    "The name Panda is taken: others see you as Panda_2",
    "[Me]",
  );
});

Deno.test(
  "a client asks a foreign server for its name once, and hides the answer",
  options,
  async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    await using pty = await channelClient(listener.addr.port);
    using conn = await listener.accept();
    await readExactly(conn, 200);
    await shows(pty, "[Me]");
    pty.type("hello\r/join tea\r/join milk\rbye\r");
    const texts: string[] = [];
    for (let count = 0; count < 5; count++) {
      texts.push(new TextDecoder().decode(await readExactly(conn, 200)).trimEnd());
      if (!texts.at(-1)!.startsWith("/session ")) continue;
      const known = "Valid messages are /create, /list, and /join.";
      await conn.write(frames(`/session is not a valid control message. ${known}`, "[Bob] hi"));
    }
    assert.match(texts.splice(2, 1)[0]!, /^\/session [-0-9a-f]{36} ids$/);
    assert.deepEqual(texts, ["hello", "/join tea", "/join milk", "bye"]);
    await showsRow(pty, /^\[Bob\] hi$/);
    assert.doesNotMatch(pty.screen().join("\n"), /session|control message/);
  },
);

Deno.test(
  "a client gets its name back from the session that the server still believes in",
  options,
  async () => {
    await using server = await ServerProcess.start();
    using relay = new Relay(server.port);
    await using alice = await FrameClient.creator(server.port, "Alice", "tea");
    await using pty = await channelClient(relay.port);
    await shows(pty, "[Me]");
    pty.type("/join tea\rhi\r");
    assert.deepEqual(await alice.hear(2), ["Panda has joined", "[Panda] hi"]);
    relay.loseClients();
    await showsRow(pty, /^Reconnected, and back in tea$/);
    await showsRow(pty, /^\[Me\]$/);
    pty.type("hello\r");
    assert.deepEqual(await alice.hear(3), ["Panda has left", "Panda has joined", "[Panda] hello"]);
    await server.log.waitFor(/Panda left: its owner has connected again\n/);
  },
);

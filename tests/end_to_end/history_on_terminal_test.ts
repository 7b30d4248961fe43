import assert from "node:assert/strict";
import type { LineClient } from "../support/line_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { Relay } from "../support/relay.ts";
import { ServerProcess } from "../support/server_process.ts";

const SIZE = { columns: 80, rows: 40 };

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

function messenger(port: number, name: string): Promise<Pty> {
  const words = ["messenger", "--no-store", "-a", "127.0.0.1", "-p", `${port}`, "-u", name];
  return Pty.start([...programCommand("client", DENY_USER_ENV), ...words], SIZE);
}

function channelClient(port: number): Promise<Pty> {
  const words = ["Panda", "127.0.0.1", `${port}`, "--no-store"];
  return Pty.start([...programCommand("client", DENY_USER_ENV), ...words], SIZE);
}

/** Waits until the screen's last rows match, and returns all of its rows. */
async function endsWith(pty: Pty, ...rows: RegExp[]): Promise<string[]> {
  let shown: string[] = [];
  await pty.waitFor((screen) => {
    shown = screen.join("\n").trimEnd().split("\n");
    return rows.every((row, index) => row.test(shown.at(index - rows.length) ?? ""));
  }, String(rows));
  return shown;
}

/** Has a user say texts in the channel, and waits until the server has taken them. */
async function say(user: LineClient, ...bodies: string[]): Promise<void> {
  await user.say(bodies.map((body) => line("message", { destination: "#tea", body })).join(""));
  let delivered = 0;
  while (delivered < bodies.length) {
    const [answer] = await user.hear(1);
    if (JSON.parse(answer!).action === "delivered") delivered++;
  }
}

/** Waits until a user hears a text. */
async function hears(user: LineClient, body: string): Promise<void> {
  while (JSON.parse((await user.hear(1))[0]!).body !== body);
}

Deno.test(
  "a newcomer reads what was said before, and goes back as far as it goes",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using bob = await logIn(server.port, "bob", "#tea");
    const texts = Array.from({ length: 25 }, (_, index) => `cup ${index + 1}`);
    await say(bob, ...texts, "zoe: \x1b[2Jhello", "* bob waves");
    await using pty = await messenger(server.port, "zoe");
    await endsWith(pty, /^>$/);
    pty.type("/join tea\r");
    const screen = await endsWith(
      pty,
      /^\d\d:\d\d \[bob\] zoe: ␛\[2Jhello$/,
      /^\d\d:\d\d \* bob waves$/,
      /^── new ──$/,
      /^#tea>$/,
    );
    const title = screen.indexOf("── 20 messages, 7 before them: /history ──");
    assert.match(screen[title + 1]!, /^\d\d:\d\d \[bob\] cup 8$/);
    await say(bob, "a new one");
    await endsWith(pty, /^── new ──$/, /^\[bob\] a new one$/, /^#tea>$/);
    pty.type("/history\r");
    const earlier = await endsWith(
      pty,
      /^── 7 messages, none before them ──$/,
      ...Array.from({ length: 7 }, (_, index) => new RegExp(`\\[bob\\] cup ${index + 1}$`)),
      /^── 21 later messages: \/history after \d+ ──$/,
      /^#tea>$/,
    );
    assert(earlier.includes("#tea> /history"));
    pty.type("/search CUP 7\r");
    await endsWith(
      pty,
      /^── 1 message with "CUP 7" ──$/,
      /\[bob\] cup 7$/,
      /^── end of the search ──$/,
      /^#tea>$/,
    );
    pty.type("/history before \t");
    await endsWith(pty, /^#tea> \/history before \d{16}$/);
    pty.type("\r");
    await endsWith(pty, /^There are no such messages$/, /^#tea>$/);
    pty.type("/block bob\r");
    await endsWith(pty, /^bob is blocked/, /^#tea>$/);
    pty.type("/history 2\r");
    await endsWith(pty, /^#tea> \/history 2$/, /^There are no such messages$/, /^#tea>$/);
    pty.type("/history since noon\r");
    await endsWith(
      pty,
      /^Cannot use "noon" as a time: expected a time such as 10:30 or 2026-01-31 10:30$/,
      /^#tea>$/,
    );
  },
);

Deno.test(
  "the messenger client shows exactly what was said while it was away",
  options,
  async () => {
    await using server = await ServerProcess.start();
    using relay = new Relay(server.port);
    await using bob = await logIn(server.port, "bob", "#tea");
    await using pty = await messenger(relay.port, "zoe");
    await endsWith(pty, /^>$/);
    pty.type("/join tea\r");
    await endsWith(pty, /^You are in #tea now$/, /^#tea>$/);
    await say(bob, "ok");
    await endsWith(pty, /^\[bob\] ok$/, /^#tea>$/);
    pty.type("mine\r");
    await hears(bob, "mine");
    // The confirmation comes before this answer.
    pty.type("/who\r");
    await endsWith(pty, /^2 users:/, /bob/, /^#tea>$/);
    relay.loseClients();
    await say(bob, "ok", "ok", "two\nlines");
    await endsWith(pty, /^#tea \(offline\)>$/);
    pty.type("typed meanwhile\r");
    const screen = await endsWith(pty, /^── new ──$/, /^#tea>$/);
    assert.deepEqual(
      screen.slice(screen.indexOf("Reconnected, and back in #tea")).map((row) =>
        row.replace(/^\d\d:\d\d/, "TIME")
      ),
      [
        "Reconnected, and back in #tea",
        "── 3 messages while you were away ──",
        ...["TIME [bob] ok", "TIME [bob] ok", "TIME [bob] two", "TIME [bob] lines"],
        "── new ──",
        "#tea>",
      ],
    );
    await hears(bob, "typed meanwhile");
  },
);

Deno.test("the channel client shows exactly what was said while it was away", options, async () => {
  await using server = await ServerProcess.start();
  using relay = new Relay(server.port);
  await using bob = await logIn(server.port, "bob", "#tea");
  await using pty = await channelClient(relay.port);
  await endsWith(pty, /^\[Me\]$/);
  pty.type("/join tea\r");
  await bob.hear(1);
  // The server's answers to the client's own requests come before this.
  pty.type("/who\r");
  await endsWith(pty, /^Panda$/, /^\[Me\]$/);
  const long = "word ".repeat(60).trim();
  await say(bob, "ok", "ok", long);
  await endsWith(pty, /word word$/, /^\[Me\]$/);
  pty.type("mine\r");
  await hears(bob, "mine");
  relay.loseClients();
  await say(bob, "ok", "* bob waves");
  const screen = await endsWith(pty, /^── new ──$/, /^\[Me\]$/);
  assert.deepEqual(
    screen.slice(screen.indexOf("Reconnected, and back in tea")).map((row) =>
      row.replace(/^\d\d:\d\d/, "TIME")
    ),
    [
      "Reconnected, and back in tea",
      "── said while you were away ──",
      ...["TIME [bob] ok", "TIME [bob] * bob waves"],
      "── new ──",
      "[Me]",
    ],
  );
  pty.type("/history 1\r");
  await endsWith(
    pty,
    /^Past messages: 1 \(5 before them: \/history before \d+\)$/,
    /^\d\d:\d\d \[bob\] \* bob waves$/,
    /^End of past messages \(0 after them: \/history after \d+\)$/,
    /^\[Me\]$/,
  );
});

import assert from "node:assert/strict";
import { FrameClient } from "../support/frame_client.ts";
import { ClientProcess } from "../support/client_process.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { endsWith } from "../support/screen.ts";
import { ServerProcess } from "../support/server_process.ts";

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

/** Starts the channel client as Ann on a terminal, and enters the channel of others. */
async function annInTea(server: ServerProcess, ...flags: string[]): Promise<Pty> {
  const client = programCommand("client", DENY_USER_ENV);
  const args = ["Ann", "localhost", String(server.port), "--no-store", ...flags];
  const pty = await Pty.start([...client, ...args], { columns: 90, rows: 12 });
  await endsWith(pty, "[Me]");
  pty.type("/join tea\r");
  return pty;
}

/** For each line of the user: what the other members of the channel read. */
const SENT: readonly (readonly [string, string])[] = [
  ["/me waves", "[Ann] * Ann waves"],
  ["/me  waves   twice ", "[Ann] * Ann waves   twice"],
  ["//etc is a folder", "[Ann]  /etc is a folder"],
  ["/", ""],
  ["/msg Ben one", "[Ann to you] one"],
  ["/broadcast two", "[Ann to all] two"],
];

for (const isOnTerminal of [true, false]) {
  const place = isOnTerminal ? "a terminal" : "a pipe";
  Deno.test(`channel client has the common vocabulary on ${place}`, {
    ignore: isOnTerminal && !HAS_PTY,
  }, async () => {
    await using server = await ServerProcess.start();
    await using ben = await FrameClient.creator(server.port, "Ben", "tea");
    await using client = isOnTerminal
      ? await annInTea(server)
      : new ClientProcess("Ann", "localhost", String(server.port));
    const enter = async (line: string) =>
      await (client instanceof Pty ? client.type(`${line}\r`) : client.type(`${line}\n`));
    if (!isOnTerminal) await enter("/join tea");
    assert.deepEqual(await ben.hear(1), ["Ann has joined"]);
    for (const [line, heard] of SENT) {
      // The server does not know a bare slash: nobody hears it, and on a terminal it comes back.
      if (heard === "" && isOnTerminal) continue;
      await enter(line);
      if (heard !== "") assert.deepEqual(await ben.hear(1), [heard]);
    }
    await ben.say("/msg Ann three");
    const shows = (text: string) =>
      client instanceof Pty
        ? client.waitFor((screen) => screen.includes(text), text)
        : client.output.waitUntil((output) => output.includes(text), text);
    await shows("[Ben to you] three");
    await enter("/reply four");
    assert.deepEqual(await ben.hear(1), ["[Ann to you] four"]);
    await shows("[Ann to Ben] four");
    await enter("/channels");
    await shows("tea");
    await enter("/users tea");
    await shows("Ann");
    await enter("/quit");
    assert.equal(await ("exit" in client ? client.exit : client.exitCode), 0);
  });
}

Deno.test("channel client with --strict sends all of it to the server as it is", async () => {
  await using server = await ServerProcess.start();
  await using client = new ClientProcess("Ann", "localhost", String(server.port), "--strict");
  for (const word of ["/me", "/reply", "/users", "/channels", "/help", "//x", "/quit"]) {
    await client.type(`${word}\n`);
    await client.output.waitUntil(
      (text) => text.includes(`${word} is not a valid control message.`),
      word,
    );
  }
});

/** For each frame that another client sends: what a person reads on a terminal. */
const ACTIONS: readonly (readonly [string, string])[] = [
  ["* Ben waves", "* Ben waves"],
  ["* Ann waves", "[Ben] * Ann waves"],
  ["*Ben waves", "[Ben] *Ben waves"],
  ["* Ben", "[Ben] * Ben"],
];

Deno.test(
  "channel client shows what a user does without brackets to a person",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using ben = await FrameClient.creator(server.port, "Ben", "tea");
    await using pty = await annInTea(server);
    await using strict = new ClientProcess("Pipe", "localhost", String(server.port));
    await strict.type("/join tea\n");
    await ben.hear(2);
    for (const [text, shown] of ACTIONS) {
      await ben.say(text);
      await endsWith(pty, shown, "[Me]");
      await strict.output.waitUntil((output) => output.includes(`[Ben] ${text}\n`), text);
    }
  },
);

Deno.test("channel client puts a command back that the server does not know", options, async () => {
  await using server = await ServerProcess.start();
  await using _ = await FrameClient.creator(server.port, "Ben", "tea");
  await using pty = await annInTea(server);
  pty.type("/jion tea\r");
  const refusal = (word: string) =>
    `${word} is not a valid control message. Valid messages are /create, /list, and /join.`;
  await endsWith(pty, refusal("/jion"), "[Me] /jion tea");
  pty.key("Ctrl+U");
  pty.type("/reply\r");
  await endsWith(pty, "Usage: /reply TEXT", "[Me] /reply");
  pty.key("Ctrl+C");
  pty.type("/password secret\r");
  await endsWith(pty, refusal("/password"), "[Me]");
});

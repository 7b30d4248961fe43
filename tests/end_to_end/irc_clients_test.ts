/**
 * IRC clients that others wrote, where they are installed, beside a program of the channel dialect.
 *
 * @module
 */
import assert from "node:assert/strict";
import { DEADLINE_MS } from "../support/deadline.ts";
import { FrameClient } from "../support/frame_client.ts";
import { PipedProcess } from "../support/piped_process.ts";
import { Pty } from "../support/pty.ts";
import { RunningProcess } from "../support/running_process.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const SIC = installed("sic");
const II = installed("ii");
const IRSSI = installed("irssi");

/** Returns the path of a program, if it is installed where Debian puts it. */
function installed(name: string): string | undefined {
  return [`/usr/bin/${name}`].find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** Starts a server, on which Zoë has created the channel `tea` with a program of a course. */
async function start(): Promise<{ server: ServerProcess; zoe: FrameClient }> {
  const server = await ServerProcess.start();
  const zoe = await FrameClient.creator(server.port, "Zo\u00eb", "tea");
  return { server, zoe };
}

Deno.test("a user of sic talks with a user of a course's program", { ignore: !SIC }, async () => {
  const { server, zoe } = await start();
  await using _server = server;
  await using _zoe = zoe;
  await using sic = new PipedProcess([
    SIC!,
    "-h",
    "127.0.0.1",
    "-p",
    `${server.port}`,
    "-n",
    "ann",
  ]);
  await sic.output.waitFor(/>< 422 /);
  await sic.type(":j #tea\n");
  assert.deepEqual(await zoe.hear(1), ["ann has joined"]);
  await sic.type("hello\n");
  assert.deepEqual(await zoe.hear(1), ["[ann] hello"]);
  await zoe.say("hi ann");
  await sic.output.waitFor(/<Zo_> hi ann/);
});

Deno.test("a user of ii talks with a user of a course's program", { ignore: !II }, async () => {
  const { server, zoe } = await start();
  await using _server = server;
  await using _zoe = zoe;
  using folder = new TemporaryFolder();
  const flags = ["-s", "127.0.0.1", "-p", `${server.port}`, "-n", "ann", "-i", folder.path];
  await using _ii = new RunningProcess([II!, ...flags]);
  const input = folder.file("127.0.0.1/in");
  await server.log.waitFor(/ is ann \(irc\)/);
  await writeToPipe(input, "/j #tea\n");
  assert.deepEqual(await zoe.hear(1), ["ann has joined"]);
  await zoe.say("hi ann");
  await writeToPipe(folder.file("127.0.0.1/#tea/in"), "hello\n");
  assert.deepEqual(await zoe.hear(1), ["[ann] hello"]);
  await waitUntil(() =>
    /<Zo_> hi ann/.test(Deno.readTextFileSync(folder.file("127.0.0.1/#tea/out")))
  );
});

/** Writes to a named pipe that another program makes. */
async function writeToPipe(path: string, text: string): Promise<void> {
  await waitUntil(() => Deno.statSync(path).isFifo === true);
  await Deno.writeTextFile(path, text, { create: false });
}

/** Waits until something holds. What throws does not hold yet. */
async function waitUntil(holds: () => boolean): Promise<void> {
  for (const deadline = performance.now() + DEADLINE_MS;;) {
    try {
      if (holds()) return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    assert(performance.now() < deadline, "it never became true");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test(
  "a user of irssi talks with a user of a course's program",
  { ignore: !IRSSI },
  async () => {
    const { server, zoe } = await start();
    await using _server = server;
    await using _zoe = zoe;
    using folder = new TemporaryFolder();
    const flags = [`--home=${folder.path}`, "-c", "127.0.0.1", "-p", `${server.port}`, "-n", "ann"];
    await using irssi = await Pty.start([IRSSI!, ...flags]);
    await server.log.waitFor(/ is ann \(irc\)/);
    irssi.type("/join #tea\r");
    assert.deepEqual(await zoe.hear(1), ["ann has joined"]);
    await zoe.say("hi ann");
    await irssi.waitFor(
      (screen) => screen.some((row) => /<[ @]?Zo_> hi ann/.test(row)),
      "the message",
    );
    irssi.type("/me waves\r");
    assert.deepEqual(await zoe.hear(1), ["[ann] * ann waves"]);
    irssi.type("/quit\r");
    assert.deepEqual(await zoe.hear(1), ["ann has left"]);
  },
);

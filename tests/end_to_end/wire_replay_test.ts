import assert from "node:assert/strict";
import { blocksOf } from "../docs/blocks.ts";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { PlainPeer, PlainServer } from "../support/plain_peer.ts";
import { programCommand } from "../support/programs.ts";
import { RunningProcess, runToEnd } from "../support/running_process.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { WireProcess } from "../support/wire_process.ts";

/** Records two clients who talk through a new server. */
async function recordTwo(file: string): Promise<void> {
  await using server = await ServerProcess.start();
  await using wire = await WireProcess.start(server.port, "--record", file);
  {
    await using ann = await FrameClient.connect(wire.port, "Ann", "/create tea");
    // The server logs a user in and creates the channel in one go.
    await server.log.waitFor(/ is Ann /);
    await using bob = await FrameClient.connect(wire.port, "Bob", "/join tea");
    assert.deepEqual(await ann.hear(1), ["Bob has joined"]);
    await bob.say("hello");
    assert.deepEqual(await ann.hear(1), ["[Bob] hello"]);
    await ann.conn.closeWrite();
    assert.deepEqual(await bob.hear(1), ["Ann has left"]);
  }
  await wire.output.waitFor(/#2 -- closed/);
  await wire.stop();
}

/** Records a client of the direct dialect, and returns the file. */
async function recordHello(folder: TemporaryFolder): Promise<string> {
  const file = folder.file("hello.jsonl");
  await using server = await ServerProcess.start();
  await using wire = await WireProcess.start(server.port, "--record", file);
  await using bob = await LineClient.connect(wire.port, "HELLO-FROM bob\n");
  await bob.hear(1);
  await bob.say("LIST\n");
  await bob.hear(1);
  await bob[Symbol.asyncDispose]();
  await wire.waitFor("#1 -- closed");
  await wire.stop();
  return file;
}

async function replayTo(port: number, file: string, ...flags: string[]) {
  const words = ["wire", "127.0.0.1", `${port}`, "--replay", file, ...flags];
  return await runToEnd([...programCommand("client"), ...words]);
}

Deno.test("a recording has the documented format", async () => {
  using folder = new TemporaryFolder();
  const lines = Deno.readTextFileSync(await recordHello(folder)).trimEnd().split("\n")
    .map((line) => JSON.parse(line));
  const [{ started, server, ...head }, ...events] = lines;
  assert.match(started, /^\d{4}-\d\d-\d\dT/);
  assert.match(server, /^127\.0\.0\.1:\d+$/);
  assert.deepEqual(head, { format: "parley-wire", version: 1, dialect: "auto" });
  assert(events.every(({ ms }, index) => ms >= (events[index - 1]?.ms ?? 0)));
  const connection = 1;
  assert.deepEqual(events.map(({ ms: _, ...event }) => event), [
    { connection, event: "open" },
    { connection, event: "data", from: "client", text: "HELLO-FROM bob\n" },
    { connection, event: "data", from: "server", text: "HELLO bob\n" },
    { connection, event: "data", from: "client", text: "LIST\n" },
    { connection, event: "data", from: "server", text: "LIST-OK bob\n" },
    { connection, event: "end", from: "client" },
    { connection, event: "end", from: "server" },
    { connection, event: "close" },
  ]);
});

Deno.test("a server that answers as in the recording passes, even if everything is cut", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("two.jsonl");
  await recordTwo(file);
  for (const flags of [[], ["--split", "3"], ["--split", "random", "--seed", "1"]]) {
    await using server = await ServerProcess.start();
    const { code, output, error } = await replayTo(server.port, file, ...flags);
    assert.equal(code, 0, output + error);
    assert.match(output, /Replayed 2 connections: the server sent the same as in the recording\n$/);
  }
});

Deno.test("a replay says where a server differs from the recording", async () => {
  using folder = new TemporaryFolder();
  const file = await recordHello(folder);
  const cases = [
    [/LIST-OK bob/, "LIST-OK bub", String.raw`differs: expected "ub\n", but got "ob\n"`],
    [/LIST-OK bob\\n/, "LIST", String.raw`differs: expected nothing more, but got "-OK bob\n"`],
    [/LIST-OK bob\\n/, "LIST-OK bob\\nmore\\n", String.raw`differs: expected "more\n", but got `],
  ] as const;
  for (const [pattern, changed, expected] of cases) {
    await using server = await ServerProcess.start();
    const other = folder.file("other.jsonl");
    Deno.writeTextFileSync(other, Deno.readTextFileSync(file).replace(pattern, changed));
    const { code, output } = await replayTo(server.port, other);
    assert.equal(code, 1);
    assert(output.includes(expected), output);
    assert.match(output, /Replayed 1 connection: 1 difference from the recording\n$/);
  }
});

Deno.test("the replay of a server plays it to clients, one connection after the other", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("two.jsonl");
  await recordTwo(file);
  await using wire = await WireProcess.replay(file);
  await using ann = await FrameClient.connect(wire.port, "Ann", "/create tea");
  await wire.waitFor("#1 -- connected");
  await using bob = await FrameClient.connect(wire.port, "Bob", "/join tea");
  assert.deepEqual(await ann.hear(1), ["Bob has joined"]);
  await bob.say("hello");
  assert.deepEqual(await ann.hear(1), ["[Bob] hello"]);
  await ann.conn.closeWrite();
  assert.deepEqual(await bob.hear(1), ["Ann has left"]);
  await bob.conn.closeWrite();
  assert.equal(await wire.exit, 0, wire.output.text);
  assert.match(
    wire.output.text,
    /Replayed 2 connections: the client sent the same as in the recording\n$/,
  );
});

Deno.test("a recording holds bytes that are not UTF-8, and a replay sends them", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("raw.jsonl");
  const reads = [Uint8Array.of(0xc3), Uint8Array.of(0xa9, 0x0a), Uint8Array.of(0xff, 0x00)];
  using plain = new PlainServer();
  {
    await using wire = await WireProcess.start(plain.port, "--record", file);
    await using client = await PlainPeer.connect(wire.port);
    await using server = await plain.accept();
    for (const [index, read] of reads.entries()) {
      await client.write(read);
      await wire.output.waitUntil(
        (text) => text.split(" bytes\n").length + text.split(" byte\n").length > index + 2,
        `read ${index}`,
      );
    }
    await client.conn.closeWrite();
    await server.ended;
    await server.conn.closeWrite();
    await wire.waitFor("#1 -- closed");
    await wire.stop();
  }
  const words = ["wire", "127.0.0.1", `${plain.port}`, "--replay", file];
  await using replay = new RunningProcess([...programCommand("client"), ...words]);
  await using server = await plain.accept();
  await server.ended;
  assert.equal(server.text, "é\n\ufffd\0");
  await server.conn.closeWrite();
  assert.equal(await replay.exitCode, 0);
});

Deno.test("Parley answers the recording in docs/wire.md as it did there", async () => {
  using folder = new TemporaryFolder();
  const [, block] = blocksOf("docs/wire.md").filter(({ language }) => language === "text");
  const file = folder.file("docs.jsonl");
  Deno.writeTextFileSync(file, block!.lines.join("\n"));
  await using server = await ServerProcess.start();
  const { code, output, error } = await replayTo(server.port, file);
  assert.equal(code, 0, output + error);
});

const UNUSABLE: readonly (readonly [text: string, reason: string])[] = [
  ["", "it is empty"],
  ["tea\n", "it is not a recording of wire"],
  ['{"format":"parley-wire","version":2}\n', "its version is 2, and this program reads 1"],
  ['{"format":"parley-wire","version":1}\n{"connection":1}\n', "line 2 is not an event"],
  [
    '{"format":"parley-wire","version":1}\n{"connection":1,"event":"data","from":"client","base64":"!"}\n',
    "line 2 is not an event",
  ],
];

for (const [text, reason] of UNUSABLE) {
  Deno.test(`a file is refused with the reason: ${reason} (${text.length} bytes)`, async () => {
    using folder = new TemporaryFolder();
    const file = folder.file("x.jsonl");
    Deno.writeTextFileSync(file, text);
    const { code, error } = await replayTo(1, file);
    assert.equal(code, 1);
    assert.equal(error, `Cannot replay "${file}": ${reason}\n`);
  });
}

Deno.test("a file that cannot be read or written is named, with the reason", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("missing/x.jsonl");
  const { error } = await replayTo(1, file);
  assert.equal(error, `Cannot replay "${file}": no such file or directory\n`);
  const words = ["wire", "0", "127.0.0.1", "1", "--record", file];
  const result = await runToEnd([...programCommand("client"), ...words]);
  assert.equal(result.error, `Cannot record in "${file}": no such file or directory\n`);
});

import assert from "node:assert/strict";
import { blocksOf } from "../docs/blocks.ts";
import { ClientProcess } from "../support/client_process.ts";
import { closedPort } from "../support/connection_refused.ts";
import { frame, FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { PlainPeer, PlainServer } from "../support/plain_peer.ts";
import { programCommand } from "../support/programs.ts";
import { runToEnd } from "../support/running_process.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TlsServer } from "../support/tls_server.ts";
import { WireProcess } from "../support/wire_process.ts";

/** Starts the wire in front of a server that does nothing, and connects a client through it. */
async function connectedPair(...flags: string[]) {
  const stack = new AsyncDisposableStack();
  const plain = stack.use(new PlainServer());
  const wire = stack.use(await WireProcess.start(plain.port, ...flags));
  const client = stack.use(await PlainPeer.connect(wire.port));
  const server = stack.use(await plain.accept());
  return { wire, client, server, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

Deno.test("the wire shows what a client and the server send each other in each dialect", async () => {
  await using server = await ServerProcess.start();
  await using wire = await WireProcess.start(server.port);
  {
    await using ann = await FrameClient.connect(wire.port, "Ann");
    await wire.waitFor('#1 ->   frame "Ann" + 197 spaces');
    await ann.say("/foo\n");
    assert.equal((await ann.hear(1)).length, 1);
  }
  await wire.waitFor("#1 -- closed");
  {
    await using bob = await LineClient.connect(wire.port, "HELLO-FROM bob\n");
    assert.deepEqual(await bob.hear(1), ["HELLO bob"]);
    await bob.say('{"a":1}\n');
    assert.deepEqual(await bob.hear(1), ["BAD-RQST-HDR"]);
  }
  await wire.waitFor("#2 -- closed");
  const refusal =
    "/foo is not a valid control message. Valid messages are /create, /list, and /join.";
  assert.deepEqual(wire.lines, [
    "#1 -- connected from 127.0.0.1",
    "#1 -> 200 bytes",
    "#1 -- speaks channel",
    '#1 ->   frame "Ann" + 197 spaces',
    "#1 -> 200 bytes",
    String.raw`#1 ->   frame "/foo\n" + 195 spaces`,
    "#1 <- 200 bytes",
    `#1 <-   frame "${refusal}" + 118 spaces`,
    "#1 -> end",
    "#1 <- end",
    "#1 -- closed",
    "#2 -- connected from 127.0.0.1",
    "#2 -> 15 bytes",
    "#2 -- speaks direct",
    String.raw`#2 ->   line "HELLO-FROM bob\n"`,
    "#2 <- 10 bytes",
    String.raw`#2 <-   line "HELLO bob\n"`,
    "#2 -> 8 bytes",
    String.raw`#2 ->   line "{\"a\":1}\n"`,
    "#2 <- 13 bytes",
    String.raw`#2 <-   line "BAD-RQST-HDR\n"`,
    "#2 -> end",
    "#2 <- end",
    "#2 -- closed",
  ]);
  assert.match(wire.output.text, /^Wire is on: .*\n(\d\d:\d\d:\d\d\.\d{3} #\d (--|->|<-) .*\n)+$/);
  assert.equal(await wire.stop(), 0);
});

Deno.test("the wire shows where TCP has cut a message", async () => {
  await using pair = await connectedPair("--dialect", "channel");
  const { wire, client } = pair;
  await client.write(frame("Ann").subarray(0, 130));
  await wire.waitFor("#1 ->   130 of 200 bytes of a frame so far");
  await client.write(frame("Ann").subarray(130));
  await wire.waitFor('#1 ->   frame "Ann" + 197 spaces, cut after byte 130');
});

Deno.test("docs/wire.md shows a real session", async () => {
  const [block] = blocksOf("docs/wire.md").filter(({ language }) => language === "text");
  const [greeting, ...lines] = block!.lines;
  assert.equal(greeting, "Wire is on: 127.0.0.1:5000 -> localhost:55555");
  await using server = await ServerProcess.start();
  await using wire = await WireProcess.start(server.port);
  {
    await using ann = await FrameClient.connect(wire.port, "Ann");
    await wire.waitFor('#1 ->   frame "Ann" + 197 spaces');
    const hello = frame("hello\n");
    await ann.write(hello.subarray(0, 130));
    await wire.waitFor("#1 ->   130 of 200 bytes of a frame so far");
    await ann.write(hello.subarray(130));
    await ann.hear(1);
  }
  await wire.waitFor("#1 -- closed");
  const shown = lines.map((line) => line.replace(/^\S+ /, "").replace(/(127\.0\.0\.1):\d+/, "$1"));
  assert.deepEqual(wire.lines, shown);
});

Deno.test("the wire never sends escape sequences of others to the terminal", async () => {
  await using pair = await connectedPair();
  const { wire, client, server } = pair;
  await client.say("\x1b]0;gone\x07\x9b2J\u202e\n");
  await server.say("\x1b[2J\n");
  await wire.waitFor(String.raw`#1 <-   line "\x1b[2J\n"`);
  await wire.waitFor(String.raw`#1 ->   line "\x1b]0;gone\x07\u{9b}2J\u{202e}\n"`);
  // deno-lint-ignore no-control-regex -- these are what the test is about
  assert.doesNotMatch(wire.output.text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
});

for (const [first, last] of [["client", "server"], ["server", "client"]] as const) {
  Deno.test(`when the ${first} closes its side, the ${last} may still send`, async () => {
    await using pair = await connectedPair();
    await pair[first].say("Good night\n");
    await pair[first].conn.closeWrite();
    await pair[last].hear("Good night\n");
    await pair[last].ended;
    const answer = "Sleep well\n".repeat(10_000);
    await pair[last].say(answer);
    await pair[last].conn.closeWrite();
    await pair[first].hear(answer);
    await pair[first].ended;
    await pair.wire.waitFor("#1 -- closed");
  });
}

Deno.test("both sides are closed when a client resets its connection", async () => {
  await using pair = await connectedPair();
  await pair.server.say("unread\n");
  await pair.wire.waitFor("#1 <- 7 bytes");
  await pair.client[Symbol.asyncDispose]();
  await pair.server.ended;
});

Deno.test("connections through the wire do not disturb each other", async () => {
  using plain = new PlainServer();
  await using wire = await WireProcess.start(plain.port, "--split", "random", "--seed", "4");
  await using stack = new AsyncDisposableStack();
  const texts = Array.from({ length: 20 }, (_, index) => `${index} `.repeat(500) + "\n");
  const clients = await Promise.all(texts.map(async (text) => {
    const client = stack.use(await PlainPeer.connect(wire.port));
    await client.say(text);
    return client;
  }));
  const servers: PlainPeer[] = [];
  for (const _ of texts) servers.push(stack.use(await plain.accept()));
  for (const client of clients) await client.conn.closeWrite();
  await Promise.all(servers.map(({ ended }) => ended));
  assert.deepEqual(servers.map(({ text }) => text).sort(), [...texts].sort());
});

Deno.test("--split, --join and --drop-after disturb both directions, and nothing is lost", async () => {
  const flags = ["--split", "7", "--join", "30", "--drop-after", "200"];
  await using pair = await connectedPair(...flags, "--dialect", "channel");
  const { wire, client, server } = pair;
  await server.say("Hello");
  await client.hear("Hello");
  await wire.waitFor("#1 <-   sent as 5");
  await client.write(frame("Ann"));
  await client.write(frame("dropped"));
  await server.ended;
  await client.ended;
  assert.equal(server.text, "Ann".padEnd(200));
  await wire.waitFor("#1 -> dropped after 200 bytes");
  assert(wire.lines.includes("#1 ->   sent as 7 + 7 + 7 + 7 + 7 + 7 + 7 + 7 + … (29 writes)"));
});

Deno.test("the seed that the greeting names repeats a random split", async () => {
  const sentWith = async (...flags: string[]) => {
    await using pair = await connectedPair("--split", "random", ...flags);
    await pair.client.say("tea and milk ".repeat(30));
    await pair.server.hear("tea and milk ".repeat(30));
    await pair.wire.output.waitFor(/sent as .*\n/);
    const [, seed = ""] = /\(--seed (\d+)\)\n/.exec(pair.wire.output.text)!;
    return { seed, sent: pair.wire.lines.filter((line) => line.includes("sent as")) };
  };
  const first = await sentWith();
  assert.deepEqual(await sentWith("--seed", first.seed), first);
});

Deno.test("a client is told on the wire that the server cannot be reached", async () => {
  const port = closedPort();
  await using wire = await WireProcess.start(port);
  await using client = await PlainPeer.connect(wire.port);
  await client.ended;
  await wire.waitFor(
    `#1 -- Cannot connect to 127.0.0.1:${port}: connection refused`.replace(/:\d+/, ""),
  );
  await wire.waitFor("#1 -- closed");
  // The next client gets its own try.
  await using _next = await PlainPeer.connect(wire.port);
  await wire.waitFor("#2 -- closed");
});

Deno.test("the wire shows in plaintext what goes to a server over TLS", async () => {
  await using server = await TlsServer.start();
  await using wire = await WireProcess.start(server.port, "--tls-fingerprint", server.fingerprint);
  await using bob = await LineClient.connect(wire.port, "HELLO-FROM bob\n");
  assert.deepEqual(await bob.hear(1), ["HELLO bob"]);
  await wire.waitFor(String.raw`#1 <-   line "HELLO bob\n"`);
});

Deno.test("the wire ends when the reader of its output is gone", async () => {
  using plain = new PlainServer();
  await using wire = await WireProcess.start(plain.port);
  await wire.output.cancel();
  await using _client = await PlainPeer.connect(wire.port);
  await using _server = await plain.accept();
  assert.equal(await wire.exit, 0);
});

Deno.test("Parley's clients do not notice the wire, however it cuts", async () => {
  await using server = await ServerProcess.start();
  await using wire = await WireProcess.start(server.port, "--split", "random");
  await using client = new ClientProcess("Ann", "127.0.0.1", `${wire.port}`);
  await client.type("/create tea\n/list\nhello\n/list\n");
  const lists = (text: string) => text.match(/\btea\n/g)?.length;
  await client.output.waitUntil((text) => lists(text) === 2, "both lists");
  await client.endInput();
  assert.equal(await client.exitCode, 0);
  assert.equal(lists(client.output.text), 2);
});

const WRONG: readonly (readonly [words: string[], error: string])[] = [
  [["5000", "localhost"], "Expected exactly an own port, and the host and port of a server"],
  [["5000", "localhost", "1", "2"], "Expected exactly an own port"],
  [["x", "localhost", "1"], 'Cannot listen on "x": expected a port, or an address and a port'],
  [["70000", "localhost", "1"], 'Cannot listen on "70000"'],
  [["0", "localhost", "0"], 'Cannot use "0" for the port'],
  [
    ["0", "localhost", "1", "--split", "0"],
    'Cannot use "0" for --split: expected a number of bytes',
  ],
  [["0", "localhost", "1", "--join", "tea"], 'Cannot use "tea" for --join with wire'],
  [["0", "h", "1", "--record", "a", "--replay", "b"], "Cannot use --record with --replay"],
  [["--replay", "b"], "Expected the host and port of a server, or a port for clients"],
  [["0", "h", "1", "--password-file", "x"], "Cannot use --password-file with wire"],
];

for (const [words, expected] of WRONG) {
  Deno.test(`wire ${words.join(" ")} is refused`, async () => {
    const { code, error } = await runToEnd([...programCommand("client"), "wire", ...words]);
    assert.equal(code, 2, error);
    assert(error.startsWith(expected), error);
  });
}

import assert from "node:assert/strict";
import { frame, FrameClient, frames } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { refused, ServerProcess } from "../support/server_process.ts";

const decoder = new TextDecoder();

const TOO_MANY_BY_USER = "You have created as many channels as one user may. Try /list and /join.";

/** Reads everything that a server has queued for a client that did not read until now. */
async function drain(conn: Deno.TcpConn): Promise<string> {
  let text = "";
  const buffer = new Uint8Array(256 * 1024);
  for (;;) {
    const count = await conn.read(buffer);
    if (count === null) return text;
    text += decoder.decode(buffer.subarray(0, count), { stream: true });
  }
}

/** Opens a connection that sends some bytes and does not read. */
async function connectWithoutReading(port: number, bytes: Uint8Array): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(bytes);
  return conn;
}

const encode = (text: string) => new TextEncoder().encode(text);

for (
  const [flag, reason] of [
    // Alice and Bob share a process that may have to wait for the processor.
    ["--write-timeout=4", "stopped reading"],
    ["--backlog-limit=65536", "too far behind"],
  ]
) {
  Deno.test(`a client that stops reading is disconnected and told why: ${flag}`, async () => {
    await using server = await ServerProcess.start(flag!);
    await using alice = await FrameClient.creator(server.port, "alice", "tea");
    using slow = await connectWithoutReading(server.port, frames("slow", "/join tea"));
    const login = line("login", { source: "stuck" }) +
      line("join", { source: "stuck", destination: "#tea", body: "" });
    using stuck = await connectWithoutReading(server.port, encode(login));
    assert.deepEqual((await alice.hear(2)).sort(), ["slow has joined", "stuck has joined"]);
    const leaves = (name: string) => new RegExp(`${name} left: ${reason}\\n`);
    const flood = new Uint8Array(200 * 1000);
    for (let at = 0; at < flood.length; at += 200) flood.set(frame(`message ${at}`), at);
    const bob = await FrameClient.connect(server.port, "bob", "/join tea");
    await alice.hear(1);
    // More than the buffers of the system hold. Alice gets all of it, and the notice that the slow user has left.
    for (let count = 0; count < 80; count++) await bob.write(flood);
    await server.log.waitFor(leaves("slow"));
    await server.log.waitFor(leaves("stuck"));
    const heard = await alice.hear(80 * 1000 + 2);
    const gone = heard.filter((text) => !text.startsWith("[bob] message "));
    assert.deepEqual(gone.sort(), ["slow has left", "stuck has left"]);
    const frameText = await drain(slow);
    assert.equal(frameText.length % 200, 0, "part of a frame");
    assert.equal(frameText.slice(-200).trimEnd(), `You have been disconnected: ${reason}.`);
    const lines = (await drain(stuck)).trimEnd().split("\n").map((text) => JSON.parse(text));
    assert.deepEqual([lines.at(-1).action, lines.at(-1).body], ["goodbye", reason]);
    await bob[Symbol.asyncDispose]();
  });
}

Deno.test("a client that sends more than --rate is slowed down and loses nothing", async () => {
  await using server = await ServerProcess.start("--rate=1000000");
  await using bob = await LineClient.connect(server.port, "HELLO-FROM bob\n");
  await bob.hear(1);
  const count = 20_000;
  const start = performance.now();
  await using alice = await LineClient.connect(server.port, "HELLO-FROM alice\n");
  let text = "";
  for (let at = 0; at < count; at++) text += `SEND bob ${String(at).padStart(100, "x")}\n`;
  await alice.say(text);
  const heard = await bob.hear(count);
  assert.deepEqual(
    heard,
    Array.from({ length: count }, (_, at) => `DELIVERY alice ${String(at).padStart(100, "x")}`),
  );
  // The bytes of one second arrive at once, and the rest at the rate.
  assert(performance.now() - start > 1000 * (text.length / 1_000_000 - 1.1));
});

Deno.test("a few connections beyond --max-per-address are told why they cannot log in", async () => {
  await using server = await ServerProcess.start("--max-per-address=3");
  const stack = new AsyncDisposableStack();
  const alice = stack.use(await FrameClient.connect(server.port, "alice", "/oops"));
  await alice.hear(1);
  const bob = stack.use(await LineClient.connect(server.port, "HELLO-FROM bob\n"));
  assert.deepEqual(await bob.hear(1), ["HELLO bob"]);
  stack.use(await logIn(server.port, "carol"));
  {
    await using frameClient = await FrameClient.connect(server.port, "dora");
    assert.deepEqual(await frameClient.rest(), [
      "Too many connections come from your address. Please try again later.",
    ]);
    await using lineClient = await LineClient.connect(server.port, "HELLO-FROM dora\n");
    assert.deepEqual(await lineClient.hear(1), ["BUSY"]);
    await using messenger = await LineClient.connect(
      server.port,
      line("login", { source: "dora" }),
    );
    const [refusal] = await messenger.hear(1);
    assert.match(refusal!, /"refused".*"Too many connections come from your address"/);
    await server.log.waitFor(/^Too many connections from 127\.0\.0\.1: more than 3\n/m);
    const more = await Promise.all(
      Array.from({ length: 5 }, () => LineClient.connect(server.port, "LIST\n").catch(() => {})),
    );
    for (const client of more) await client?.[Symbol.asyncDispose]();
  }
  await stack.disposeAsync();
  // The server learns one by one that the connections have ended. Until then it refuses the client,
  // or closes its connection without an answer.
  for (let reply = "BUSY"; reply === "BUSY";) {
    await using again = await LineClient.connect(server.port, "HELLO-FROM dora\n");
    [reply = "BUSY"] = await again.hear(1).catch(() => []);
    if (reply !== "BUSY") assert.equal(reply, "HELLO dora");
  }
});

Deno.test("a user who creates channels in bulk keeps nobody else from creating some", async () => {
  await using server = await ServerProcess.start("--max-channels=30");
  const bulk = Array.from({ length: 1000 }, (_, at) => `/create c${at}`);
  await using eve = await FrameClient.connect(server.port, "eve", ...bulk, "/list");
  const heard = await eve.hear(998);
  assert.deepEqual(new Set(heard.slice(0, 997)), new Set([TOO_MANY_BY_USER]));
  assert.equal(heard[997], "c0\nc1\nc2");
  // Another name helps her only until there is no place left.
  for (let at = 1; at <= 10; at++) {
    const names = [1, 2, 3].map((name) => `/create ${at}.${name}`);
    await using again = await FrameClient.connect(server.port, `eve${at}`, ...names, "/list");
    const [list] = await again.hear(1);
    assert(list!.endsWith(`\n${at}.3`), list);
  }
  await using bob = await logIn(server.port, "bob");
  await bob.say(line("create", { source: "bob", destination: "#salt", body: "" }));
  assert.match((await bob.hear(1))[0]!, /"joined"/);
  await bob.say(line("channels", { source: "bob" }));
  const { body } = JSON.parse((await bob.hear(1))[0]!);
  assert.deepEqual([body.length, body.at(-1)], [30, "#salt"]);
  await server.log.waitFor(
    /^Refused another channel to eve: it has created a tenth of all that there may be\n/m,
  );
  await server.log.waitFor(/^Removed the empty channel "c0" to make room for another one\n/m);
  assert.equal(server.log.text.match(/^(Refused|Removed) /gm)?.length, 2);
});

Deno.test("channels with members do not make room beyond --max-channels", async () => {
  await using server = await ServerProcess.start("--max-channels=1");
  await using alice = await FrameClient.connect(server.port, "alice", "/create tea", "/list");
  assert.deepEqual(await alice.hear(1), ["tea"]);
  await using bob = await FrameClient.connect(server.port, "bob", "/create milk", "/join tea");
  assert.deepEqual(await bob.hear(1), [
    "The server has reached its limit of channels. Try /list and /join.",
  ]);
  assert.deepEqual(await alice.hear(1), ["bob has joined"]);
  await using carol = await logIn(server.port, "carol");
  await carol.say(line("create", { source: "carol", destination: "#milk", body: "" }));
  assert.match(
    (await carol.hear(1))[0]!,
    /"error".*"The server has reached its limit of channels: join one that exists"/,
  );
  await server.log.waitFor(
    /^Refused another channel to bob: all that there may be have members\n/m,
  );
});

Deno.test("a messenger user who has created too many channels is told so", async () => {
  await using server = await ServerProcess.start("--max-channels=10");
  await using bob = await logIn(server.port, "bob");
  for (const destination of ["#tea", "#milk"]) {
    await bob.say(line("create", { source: "bob", destination, body: "" }));
  }
  const [, refusal] = await bob.hear(2);
  assert.match(
    refusal!,
    /"error".*"You have created as many channels as one user may: join one that exists"/,
  );
});

Deno.test("server keeps little of long lines before the login, and still replies to them", async () => {
  await using server = await ServerProcess.start();
  await using bob = await LineClient.connect(server.port, "HELLO-FROM bob\n");
  await bob.hear(1);
  const long = "x".repeat(1024 * 1024);
  await using alice = await LineClient.connect(server.port, `LIST\nSEND bob ${long}\n`);
  await alice.say(`HELLO-FROM ${long}\nLIST ${long}\nHELLO ${long}\nHELLO-FROM alice\n`);
  await alice.say(`SEND bob ${long}\n`);
  assert.deepEqual(await alice.hear(7), [
    "BAD-RQST-HDR",
    ...["BAD-RQST-HDR", "BAD-RQST-BODY", "BAD-RQST-BODY", "BAD-RQST-HDR"],
    ...["HELLO alice", "SEND-OK"],
  ]);
  assert.deepEqual(await bob.hear(1), [`DELIVERY alice ${long}`]);
});

Deno.test("a messenger client that does not log in is disconnected and told why", async () => {
  await using server = await ServerProcess.start("--login-timeout=1");
  await using bob = await LineClient.connect(server.port, line("users", { source: "bob" }));
  const rest = await bob.rest();
  assert.match(rest, /"goodbye".*"silent for too long"/);
});

Deno.test("a client that keeps sending without logging in is disconnected", async () => {
  await using server = await ServerProcess.start("--login-timeout=1");
  await using eve = await LineClient.connect(server.port, "{");
  await using bob = await LineClient.connect(server.port, "HELLO-FROM bob\n");
  const hasLeft = () => /left: took too long to log in\n/.test(server.log.text);
  while (!hasLeft()) {
    await eve.say("{").catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.match(await eve.rest(), /"goodbye".*"took too long to log in"/);
  // A client that has logged in has no time limit.
  await bob.say("LIST\n");
  assert.deepEqual(await bob.hear(2), ["HELLO bob", "LIST-OK bob"]);
});

for (
  const flag of [
    "rate",
    "max-pending",
    "max-per-address",
    "max-channels",
    "backlog-limit",
    "write-timeout",
  ]
) {
  Deno.test(`server reports a wrong value for --${flag}`, async () => {
    const { code, error } = await refused(`--${flag}`, "many");
    assert.equal(code, 2);
    assert.match(
      error,
      new RegExp(`^Cannot use "many" for --${flag}: expected a whole number from`),
    );
  });
}

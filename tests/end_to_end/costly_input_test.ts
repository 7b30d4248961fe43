import assert from "node:assert/strict";
import { FrameClient, frames } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { ServerProcess } from "../support/server_process.ts";
import { processorTimeOf } from "../support/processor_time.ts";
import { retried } from "../support/retried.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

/**
 * How long the server may work on one costly line before it answers an honest client, in milliseconds of
 * the processor.
 */
const MAX_WAIT_MS = 300;

/** Marks whose order Unicode defines: careless composition takes quadratic time. */
const MARKS = "e" + "\u0315\u0300\u05ae\u0327".repeat(128 * 1024);

/** A mebibyte in which every character has to be looked at. */
const COSTLY: Readonly<Record<string, string>> = {
  "combining marks": MARKS,
  "joined emoji": "👩‍👩‍👧‍👦".repeat(40_000),
  "invisible characters": "\u200b".repeat(340_000),
  "spaces": "a ".repeat(512 * 1024),
  "reserved characters": "!@#$%^&*,".repeat(116_508),
};

/** A server, and a client that is no attacker. */
interface Scene {
  readonly server: ServerProcess;
  readonly honest: LineClient;
}

/** Measures how long the server works before an honest client has an answer. */
async function waits(honest: LineClient, pid: number): Promise<number> {
  const start = await processorTimeOf(pid);
  await honest.say("LIST\n");
  await honest.hear(1);
  return await processorTimeOf(pid) - start;
}

/** Has a client send some text; returns how long an honest client waits at most until it is answered. */
async function longestWait(
  { server, honest }: Scene,
  send: () => Promise<unknown>,
): Promise<number> {
  let longest = 0;
  let isSent = false;
  const sent = send().finally(() => isSent = true);
  // The error is thrown below.
  sent.catch(() => {});
  while (!isSent) {
    longest = Math.max(longest, await waits(honest, server.pid));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await sent;
  return longest;
}

async function assertShortWait(scene: Scene, send: () => Promise<unknown>): Promise<void> {
  await retried(async () => {
    const longest = await longestWait(scene, send);
    assert(longest <= MAX_WAIT_MS, `an honest client waited ${longest} ms`);
  });
}

for (const [what, text] of Object.entries(COSTLY)) {
  Deno.test(`a name or text of 1 MiB of ${what} makes nobody wait, before or after the login`, async () => {
    await using server = await ServerProcess.start("--quiet");
    await using honest = await LineClient.connect(server.port, "HELLO-FROM honest\n");
    await honest.hear(1);
    const { port } = server;
    const short = text.slice(0, 15_000).toWellFormed();

    await assertShortWait({ server, honest }, async () => {
      for (const name of [text, short]) {
        await using direct = await LineClient.connect(port, `HELLO-FROM ${name}\n`);
        assert.match((await direct.hear(1))[0]!, /^BAD-RQST-(BODY|HDR)$/);
      }
    });
    await assertShortWait({ server, honest }, async () => {
      for (const source of [text, short]) {
        await using messenger = await LineClient.connect(port, line("login", { source }));
        assert.match((await messenger.hear(1))[0]!, /^\{"action":"error"/);
      }
    });
    await assertShortWait({ server, honest }, async () => {
      const name = Array.from({ length: 5000 }, (_, at) => short.slice(at, at + 40));
      await using channel = await FrameClient.connect(port, ...name, "/oops");
      await channel.hear(1);
    });

    await using direct = await LineClient.connect(port, "HELLO-FROM direct\n");
    await direct.hear(1);
    await assertShortWait({ server, honest }, async () => {
      await direct.say(`SEND ${text.replaceAll(" ", "")} hi\nSEND honest\nLIST ${text}\n`);
      assert.deepEqual(await direct.hear(3), ["BAD-DEST-USER", "BAD-RQST-BODY", "BAD-RQST-BODY"]);
    });
    await using messenger = await logIn(port, "messenger", "#tea");
    await assertShortWait({ server, honest }, async () => {
      for (const action of ["message", "users", "create", "join", "leave", text]) {
        const destination = action === text ? "#tea" : `#${text}`;
        await messenger.say(line(action, { destination, body: "hi" }));
        assert.match((await messenger.hear(1))[0]!, /"body":"The component \\"\w+\\" is too long"/);
      }
      for (const action of ["message", "users", "create", "join", "leave", "what"]) {
        const destination = `#${text.slice(0, 1000).toWellFormed()}`;
        await messenger.say(line(action, { destination, body: "hi" }));
        assert.match((await messenger.hear(1))[0]!, /^\{"action":"error"/);
      }
      await messenger.say(line("message", { destination: "#tea", body: text }));
      assert.match((await messenger.hear(1))[0]!, /^\{"action":"delivered"/);
    });
  });
}

Deno.test("a password of 60 KiB of combining marks makes nobody wait", async () => {
  using folder = new TemporaryFolder();
  Deno.writeTextFileSync(folder.file("password"), "caf\u00e9\n", { mode: 0o600 });
  await using server = await ServerProcess.start(
    "--quiet",
    "--password-file",
    folder.file("password"),
  );
  await using honest = await LineClient.connect(server.port, "HELLO-FROM honest cafe\u0301\n");
  assert.deepEqual(await honest.hear(1), ["HELLO honest"]);
  const password = MARKS.slice(0, 30_000);
  await assertShortWait({ server, honest }, async () => {
    await using direct = await LineClient.connect(server.port, `HELLO-FROM bob ${password}\n`);
    assert.deepEqual(await direct.hear(1), ["BAD-RQST-BODY"]);
    await using messenger = await LineClient.connect(
      server.port,
      line("login", { source: "bob", body: password }),
    );
    assert.match((await messenger.hear(1))[0]!, /"refused"/);
  });
});

Deno.test("lines of brackets are refused before they are parsed, and make nobody wait", async () => {
  await using server = await ServerProcess.start("--quiet");
  await using honest = await LineClient.connect(server.port, "HELLO-FROM honest\n");
  await honest.hear(1);
  await using flooder = await logIn(server.port, "flooder");
  const lines = ["[", "{", '{"a":', "[[],", '["",'].map((part) =>
    `{"body":${part.repeat(2 ** 20 / part.length)}\n`
  );
  await assertShortWait({ server, honest }, async () => {
    await flooder.say(lines.join(""));
    const answers = await flooder.hear(lines.length);
    for (const answer of answers) assert.match(answer, /The line has too many values/);
  });
  // As many values as anybody needs are no problem.
  const names = JSON.stringify(Array.from({ length: 990 }, () => "a"));
  await flooder.say(`{"action":"users","source":"","destination":"server","body":${names}}\n`);
  assert.match((await flooder.hear(1))[0]!, /"users"/);
});

const LINE_BREAKS = ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"];

Deno.test("a text of more than 1000 lines is refused to its sender and reaches nobody", async () => {
  await using server = await ServerProcess.start("--quiet");
  const { port } = server;
  await using framed = await FrameClient.connect(port, "framed", "/create tea", "/oops");
  await framed.hear(1);
  await using direct = await LineClient.connect(port, "HELLO-FROM direct\n");
  await direct.hear(1);
  await using messenger = await logIn(port, "messenger");
  await messenger.say(line("join", { destination: "#tea" }));
  assert.match((await messenger.hear(1))[0]!, /"joined"/);
  assert.deepEqual(await framed.hear(1), ["messenger has joined"]);

  const refusal = "The text has more than 1000 lines: send it in parts";
  for (const lineBreak of LINE_BREAKS) {
    const body = `a${lineBreak}`.repeat(1000);
    for (
      const rest of [{ destination: "#tea" }, { destination: "framed" }, { destination: "direct" }]
    ) {
      await messenger.say(line("message", { ...rest, body }));
      assert.deepEqual(JSON.parse((await messenger.hear(1))[0]!).body, refusal);
    }
    await messenger.say(line("broadcast", { body }));
    assert.deepEqual(JSON.parse((await messenger.hear(1))[0]!).body, refusal);
    if (lineBreak.includes("\n")) continue;
    await direct.say(`SEND framed ${body}x\n`);
    assert.deepEqual(await direct.hear(1), ["BAD-RQST-BODY"]);
  }
  // 1000 lines are allowed, and the next thing that anybody hears.
  await direct.say(`SEND framed ${Array(1000).fill("a").join("\v")}\n`);
  assert.deepEqual(await direct.hear(1), ["SEND-OK"]);
  assert.deepEqual(await framed.hear(1000), Array(1000).fill("[direct to you] a"));
  await messenger.say(line("message", { destination: "direct", body: "end" }));
  assert.deepEqual(await direct.hear(1), ["DELIVERY messenger end"]);
});

/** Encodes a frame that is padded with zeros, as clients with cleared buffers send it. */
function zeroPadded(...texts: string[]): Uint8Array {
  return frames(...texts).map((byte, at, all) => {
    const end = at - at % 200 + 200;
    return all.subarray(at, end).every((byte) => byte === 0x20) ? 0 : byte;
  });
}

Deno.test("frames may be padded with zeros: names, commands and texts", async () => {
  await using server = await ServerProcess.start("--quiet");
  await using bob = await FrameClient.creator(server.port, "bob", "tea");
  await using alice = await FrameClient.connect(server.port);
  await alice.write(
    zeroPadded("alice", "/join tea\n", "hi \n", "/msg bob psst", "/who", "", "/nope"),
  );
  assert.deepEqual(await bob.hear(3), ["alice has joined", "[alice] hi", "[alice to you] psst"]);
  // The frame of nothing but zeros is blank, and has no answer.
  assert.deepEqual(await alice.hear(2), [
    "bob\nalice",
    "/nope is not a valid control message. Valid messages are /create, /list, and /join.",
  ]);
});

Deno.test("zeros and blanks may both pad a frame, but a zero inside a text stays", async () => {
  await using server = await ServerProcess.start("--quiet");
  await using bob = await FrameClient.creator(server.port, "bob", "tea");
  await using alice = await FrameClient.connect(server.port, "alice", "/join tea");
  await bob.hear(1);
  for (
    const [sent, heard] of [
      ["a\0b", "a\0b"],
      ["a\0 \0\n\0", "a"],
      ["a \0b\0\0", "a \0b"],
      ["\0a", "\0a"],
      ["x".repeat(199) + "\0", "x".repeat(192)],
    ]
  ) {
    await alice.say(sent!);
    assert.deepEqual(await bob.hear(1), [`[alice] ${heard}`]);
  }
  assert.deepEqual(await bob.hear(1), ["[alice] xxxxxxx"]);
});

Deno.test("a messenger user reads their own broadcast before its receipt, and no other user does", async () => {
  await using server = await ServerProcess.start("--quiet");
  const { port } = server;
  await using alice = await logIn(port, "alice");
  await using bob = await logIn(port, "bob");
  await using direct = await LineClient.connect(port, "HELLO-FROM dora\n");
  await direct.hear(1);
  await using framed = await FrameClient.connect(port, "framed", "/oops");
  await framed.hear(1);
  // Nobody can pass off a broadcast as another user's.
  await alice.say(line("broadcast", { source: "bob", destination: "bob", body: "hi\nall" }));
  const broadcast = { action: "broadcast", source: "alice", destination: "*", body: "hi\nall" };
  const receipt = { action: "delivered", source: "server", destination: "*", body: "" };
  assert.deepEqual((await alice.hear(2)).map((text) => JSON.parse(text)), [broadcast, receipt]);
  assert.deepEqual(JSON.parse((await bob.hear(1))[0]!), broadcast);
  assert.deepEqual(await direct.hear(2), ["DELIVERY alice hi", "DELIVERY alice all"]);
  assert.deepEqual(await framed.hear(2), ["[alice to all] hi", "[alice to all] all"]);
  // A refused one has no echo.
  await alice.say(line("broadcast", { body: "  " }) + line("channels"));
  const actions = (await alice.hear(2)).map((text) => JSON.parse(text).action);
  assert.deepEqual(actions, ["error", "channels"]);
  await framed.say("/broadcast mine", "/nope");
  assert.match((await framed.hear(1))[0]!, /^\/nope is not/);
  assert.match((await alice.hear(1))[0]!, /"broadcast","source":"framed"/);
  await direct.say("LIST\n");
  assert.deepEqual(await direct.hear(2), [
    "DELIVERY framed mine",
    "LIST-OK alice,bob,dora,framed",
  ]);
});

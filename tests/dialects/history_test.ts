import assert from "node:assert/strict";
import { channelDialect } from "../../lib/dialects/channel/channel.ts";
import { messengerDialect } from "../../lib/dialects/messenger/messenger.ts";
import { localTime } from "../../lib/framing/local_time.ts";
import { MemoryHistory } from "../../lib/history/memory_history.ts";
import { frames } from "../support/frame_client.ts";
import { FRAME_SIZE, frameText } from "../../lib/framing/fixed_frames.ts";
import { line } from "../support/messenger_peer.ts";
import { Wire, type WireClient } from "./wire.ts";

const { encode, decode } = {
  encode: (text: string) => new TextEncoder().encode(text),
  decode: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
};

/** The server's clock stands at its start in 1970 while a scene is set. */
const TIME = "1970-01-01T00:00:00.000Z";

function history(): MemoryHistory {
  return new MemoryHistory({ maxCount: 5000, now: () => 0 });
}

function messenger(wire: Wire, name: string, body: string | string[] = ""): WireClient {
  const client = wire.connect(messengerDialect({ maxLine: 1_000_000 }));
  client.write(encode(line("login", { source: name, body })));
  client.read();
  return client;
}

function channelUser(wire: Wire, name: string, ...lines: string[]): WireClient {
  const client = wire.connect(channelDialect());
  client.write(frames(name, ...lines));
  client.read();
  return client;
}

/** Sends a request, and returns the lines that answer it. */
async function ask(client: WireClient, action: string, body: string | string[] = "", to = "#tea") {
  await client.write(encode(line(action, { destination: to, body })));
  const text = decode(client.read());
  return text.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

/** Sends a frame, and returns the texts that answer it. */
async function command(client: WireClient, text: string): Promise<string[]> {
  await client.write(frames(text));
  const bytes = client.read();
  return Array.from(
    { length: bytes.length / FRAME_SIZE },
    (_, index) => frameText(bytes.subarray(index * FRAME_SIZE, (index + 1) * FRAME_SIZE)),
  );
}

/** Returns a server on which bob has said these texts in the channel that ann is in. */
async function scene(...texts: string[]) {
  const wire = new Wire({ history: history() });
  const ann = messenger(wire, "ann");
  await ask(ann, "create");
  const bob = messenger(wire, "bob");
  await ask(ann, "join");
  const ids = [wire.hub.lastStamp.id];
  for (const text of texts) {
    await ask(bob, "post", text);
    ids.push(wire.hub.lastStamp.id);
  }
  ann.read();
  return { wire, ann, bob, ids };
}

Deno.test("a member reads a channel's messages with their ids and times", async () => {
  const { ann, ids } = await scene("one", "two", "three");
  const past = (index: number, text: string) => ({
    ...{ action: "past", source: "bob", destination: "#tea" },
    body: [text, String(ids[index]), TIME],
  });
  const answer = (before: number, after: number) => ({
    ...{ action: "history", source: "server", destination: "#tea" },
    body: [String(before), String(after)],
  });
  const [one, two, three] = [past(1, "one"), past(2, "two"), past(3, "three")];
  const id = (index: number) => String(ids[index]);
  for (
    const [body, expected] of [
      ["", [one, two, three, answer(0, 0)]],
      [[], [one, two, three, answer(0, 0)]],
      [["last"], [one, two, three, answer(0, 0)]],
      [["last", "1"], [three, answer(2, 0)]],
      [["before", id(3), "1"], [two, answer(1, 1)]],
      [["before", "0"], [answer(0, 3)]],
      [["after", id(1)], [two, three, answer(1, 0)]],
      [["after", id(1), "1"], [two, answer(1, 1)]],
      [["after", "9999999999999999"], [answer(3, 0)]],
      [["since", TIME, "2"], [one, two, answer(0, 1)]],
      [["since", "1970-01-01T01:00:00+01:00", "2"], [one, two, answer(0, 1)]],
      [["since", "2026-01-31T10:30:00Z"], [answer(3, 0)]],
    ] as const
  ) {
    assert.deepEqual(await ask(ann, "history", body as string | string[]), expected, String(body));
  }
});

Deno.test("a search finds the last messages with all of its words, whatever their case", async () => {
  const { ann } = await scene("Green TEA", "black tea", "milk", 'a "quoted" AND tea');
  const found = async (words: string) =>
    (await ask(ann, "search", words)).map(({ action, body }) =>
      action === "past" ? body[0] : `${action} ${body}`
    );
  assert.deepEqual(await found("tea"), [
    "Green TEA",
    "black tea",
    'a "quoted" AND tea',
    "search 0",
  ]);
  assert.deepEqual(await found("tea green"), ["Green TEA", "search 0"]);
  for (const words of ['"', "tea OR milk", "NEAR(", "*", "-tea^", "'"]) {
    assert.equal((await found(words)).at(-1), "search 0", words);
  }
});

Deno.test("requests for the past that make no sense are explained", async () => {
  const { ann, bob } = await scene("one");
  const count = (text: string) =>
    `Cannot use "${text}" as a number of messages: expected 1 to 1000`;
  const id = (text: string) => {
    const quoted = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    return `Cannot use "${quoted}" as the id of a message: expected a number`;
  };
  for (
    const [body, text] of [
      ["last", undefined],
      ["x", 'Cannot use "x" as a part of the history: expected last, before, after, since'],
      [["last", "0"], count("0")],
      [["last", "1000000000"], count("1000000000")],
      [["last", "1001"], count("1001")],
      [["last", "-1"], count("-1")],
      [["last", "1", "2"], 'Unexpected "2": the number of messages comes last'],
      [["before"], id("")],
      [["after", "1e3"], id("1e3")],
      [["after", "1,x"], id("1,x")],
      [["after", "1,"], id("1,")],
      [["after", ",1"], id(",1")],
      [["after", "1, 2"], id("1, 2")],
      [["after", "1,12345678901234567"], id("1,12345678901234567")],
      [["after", "7,".repeat(129) + "7"], id(`${"7,".repeat(129)}7`)],
      [["after", "7,".repeat(128) + "7", "1"], undefined],
      [["before", "1,2"], id("1,2")],
      [
        ["since", "10:30"],
        'Cannot use "10:30" as a time: expected one such as 2026-01-31T10:30:00.000Z',
      ],
      [
        ["since", "2026-13-31T10:30:00Z"],
        'Cannot use "2026-13-31T10:30:00Z" as a time: expected one such as 2026-01-31T10:30:00.000Z',
      ],
    ] as const
  ) {
    const [answer] = await ask(ann, "history", body as string | string[]);
    assert.equal(answer.action === "error" ? answer.body : undefined, text, String(body));
  }
  assert.equal((await ask(ann, "search", " "))[0].body, "The body must be the words to search for");
  assert.equal(
    (await ask(ann, "search", ["tea"]))[0].body,
    "The body must be the words to search for",
  );
  for (const action of ["history", "search"]) {
    // Only members read what was said.
    assert.equal((await ask(bob, action, ""))[0].body, 'You are not in "#tea"');
    assert.equal((await ask(ann, action, "", "#milk"))[0].body, 'You are not in "#milk"');
    assert.equal((await ask(ann, action, "", "bob"))[0].body, 'You are not in "bob"');
  }
});

Deno.test("the past costs a user's rate as many bytes as it has", async () => {
  const { ann } = await scene("x".repeat(1000), "y".repeat(1000));
  const before = ann.charged;
  await ask(ann, "history");
  assert(ann.charged - before > 2000);
  await ask(ann, "search", "nothing");
  assert(ann.charged - before > 10_000);
});

Deno.test("an extended client reads ids and times, and others the bytes of the contract", async () => {
  const wire = new Wire({ history: history() });
  const plain = messenger(wire, "ann");
  const extended = messenger(wire, "bob", ["", "secret", "extended"]);
  await ask(plain, "create");
  await ask(extended, "join");
  plain.read();
  const [delivered] = await ask(extended, "message", "hi");
  const id = String(wire.hub.lastStamp.id);
  assert.deepEqual(delivered.body, [id, TIME]);
  const said = { source: "bob", destination: "#tea", body: "hi" };
  assert.equal(decode(plain.read()), line("message", said));
  assert.deepEqual((await ask(extended, "history"))[0].body, ["hi", id, TIME]);
});

Deno.test("a user of the channel dialect reads the past in frames that no message looks like", async () => {
  const { wire, ids } = await scene("one", "two\nlines", "* bob waves");
  const zoe = channelUser(wire, "zoe", "/join tea");
  const [, first, second, third] = ids;
  const [one, two, lines, waves] = ["one", "two", "lines", "* bob waves"].map((text) =>
    `${localTime(0, Date.now())} [bob] ${text}`
  );
  for (
    const [text, expected] of [
      ["/history", [
        "Past messages: 3 (0 before them)",
        ...[one, two, lines, waves],
        `End of past messages (0 after them: /history after ${third})`,
      ]],
      ["/history 1", [
        `Past messages: 1 (2 before them: /history before ${third})`,
        waves,
        `End of past messages (0 after them: /history after ${third})`,
      ]],
      [`/history before ${second}`, [
        "Past messages: 1 (0 before them)",
        one,
        `End of past messages (2 after them: /history after ${first})`,
      ]],
      [`/history after ${first} 1`, [
        `Past messages: 1 (1 before them: /history before ${second})`,
        ...[two, lines],
        `End of past messages (1 after them: /history after ${second})`,
      ]],
      ["/history since 2026-01-31 10:30", [
        "Past messages: 0 (3 before them)",
        `End of past messages (0 after them: /history after ${third})`,
      ]],
      ["/history mark", [`Later messages: /history after ${third}`]],
      ["/search BOB waves", [
        'Past messages with "BOB waves": 1 (0 older ones left out)',
        waves,
        "End of past messages",
      ]],
      ["/search", ["/search command must be followed by the words to search for."]],
      ["/history 0", ['Cannot use "0" as a number of messages: expected 1 to 1000.']],
      ["/history since noon", [
        'Cannot use "noon" as a time: expected a time such as 10:30 or 2026-01-31 10:30.',
      ]],
    ] as const
  ) {
    assert.deepEqual(await command(zoe, text), expected, text);
  }
});

Deno.test("outside a channel and with --strict there is no past in the channel dialect", async () => {
  const { wire } = await scene("one");
  const outside = channelUser(wire, "zoe");
  const strict = wire.connect(channelDialect({ strict: true }));
  strict.write(frames("yan", "/join tea"));
  for (const word of ["/history", "/search"]) {
    assert.deepEqual(await command(outside, `${word} tea`), [
      "Not currently in any channel. Must join a channel before reading its history.",
    ]);
    assert.deepEqual(await command(strict, `${word} tea`), [
      `${word} is not a valid control message. Valid messages are /create, /list, and /join.`,
    ]);
  }
});

Deno.test("each frame of the past fits, and names its time and sender, whatever the name", async () => {
  const wire = new Wire({ history: history() });
  for (const name of ["Al ice", "eve to you", "[x] y", "n".repeat(189), "ü".repeat(500)]) {
    const client = name.length > 200
      ? messenger(wire, name)
      : channelUser(wire, name, "/create tea", "/join tea");
    if (name.length > 200) await ask(client, "join");
    const text = "word ".repeat(60);
    if (name.length > 200) await ask(client, "message", text);
    else client.write(frames(text.slice(0, 190)));
  }
  const zoe = channelUser(wire, "zoe", "/join tea");
  const [start, ...past] = await command(zoe, "/history");
  assert.equal(start, "Past messages: 5 (0 before them)");
  for (const text of past.slice(0, -1)) {
    assert.match(
      text,
      /^\d{4}-\d\d-\d\d \d\d:\d\d \[(Al ice|eve_to_you|\(x\) y|n+…\w{8}|ü+…\w{8})\] /,
    );
  }
});

Deno.test("an answer in frames is bounded, and says what it leaves out", async () => {
  const { wire, ids } = await scene(...Array.from({ length: 20 }, () => `x${"\n".repeat(999)}`));
  const zoe = channelUser(wire, "zoe", "/join tea");
  for (
    const [request, start, end] of [
      ["/history", /^Past messages: 2 \(18 before them/, /\(0 after them/],
      [`/history after ${ids[0]}`, /^Past messages: 2 \(0 before them/, /\(18 after them/],
    ] as const
  ) {
    const answer = await command(zoe, request);
    assert.match(answer[0]!, start);
    assert.match(answer.at(-1)!, end);
    assert.equal(answer.length, 2 + 2 * 1000);
  }
});

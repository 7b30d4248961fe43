import assert from "node:assert/strict";
import { directDialect } from "../../lib/dialects/direct.ts";
import { messengerDialect } from "../../lib/dialects/messenger/messenger.ts";
import { connect, connectTogether, heard, say } from "./channel_clients.ts";
import { Wire, type WireClient } from "./wire.ts";

const MESSENGER = messengerDialect({ maxLine: 10_000 });
const DIRECT = directDialect({ maxLine: 10_000 });

const encode = (text: string) => new TextEncoder().encode(text);

function login(name: string): Uint8Array {
  return message("login", name, "");
}

function message(action: string, source: string, destination: string, body = ""): Uint8Array {
  return encode(`${JSON.stringify({ action, source, destination, body })}\n`);
}

/** Names that are too long for a frame of the channel dialect, and what stays of them. */
const TOO_LONG: [name: string, cut: string][] = [
  ["x".repeat(200), "x".repeat(189)],
  ["x".repeat(190), "x".repeat(189)],
  ["é".repeat(100), "é".repeat(94)],
  ["日".repeat(66), "日".repeat(63)],
  ["👋".repeat(50), "👋".repeat(47)],
  [`${"x".repeat(188)}e\u0301`, "x".repeat(188)],
  [`${"x".repeat(180)}👩‍🚀`, "x".repeat(180)],
  [`${"x".repeat(188)} yz`, "x".repeat(188)],
  [`${"می\u200c".repeat(28)}ن`, `${"می\u200c".repeat(26)}می`],
];

Deno.test("a name is cut so that each notice about its user is one frame", () => {
  for (const [name, cut] of TOO_LONG) {
    const wire = new Wire();
    const [alice] = connectTogether(wire, "Alice") as [WireClient];
    const [long] = connect(wire, name) as [WireClient];
    say(long, "/join tea", "hi");
    long.close();
    assert.deepEqual(heard(alice), [`${cut} has joined`, `[${cut}] hi`, `${cut} has left`]);
  }
});

Deno.test("a name of 189 bytes is whole, and a suffix takes the place of its end", () => {
  const wire = new Wire();
  const name = "x".repeat(189);
  const [alice] = connectTogether(wire, "Alice") as [WireClient];
  const clients = connect(wire, ...Array(12).fill(name));
  for (const client of clients) say(client, "/join tea");
  const suffixes = Array.from({ length: 11 }, (_, at) => `${"x".repeat(181)}_${at + 2}`);
  assert.deepEqual(heard(alice), [name, ...suffixes].map((shown) => `${shown} has joined`));
});

Deno.test("a thousand users who ask for one long name each get their own", () => {
  const wire = new Wire();
  connect(wire, ...Array(1000).fill("é".repeat(100)));
  assert.equal(new Set(wire.hub.userAddresses).size, 1000);
  for (const name of wire.hub.userAddresses) assert(encode(name).length <= 189);
});

Deno.test("a long name of another dialect is shortened, and each notice about its user is one frame", () => {
  const start = "é".repeat(200);
  const wire = new Wire();
  const [alice] = connectTogether(wire, "Alice") as [WireClient];
  for (const name of [`${start}Bob`, `${start}Carol`]) {
    const client = wire.connect(MESSENGER);
    client.write(login(name));
    client.write(message("join", "", "#tea"));
    client.write(message("message", "", "#tea", "hi"));
    client.write(message("message", "", "Alice", "hi"));
    client.write(message("broadcast", "", "*", "x".repeat(200)));
    client.close();
  }
  const texts = heard(alice);
  for (const text of texts) assert.match(text, /^\[?é+…[0-9a-f]{8}( to (you|all))?(\] | has )/);
  const nameIn = (text: string) => /é+…\w+/.exec(text)![0];
  const [joined, said, told] = texts as [string, string, string];
  const [name, ...others] = new Set(
    texts.filter((text) => text.endsWith(" has joined")).map(nameIn),
  );
  assert.equal(others.length, 1, "two users are shown in the same way");
  assert.equal(joined, `${name} has joined`);
  assert.equal(said, `[${name}] hi`);
  assert.equal(told, `[${nameIn(told)} to you] hi`);
  assert(texts.includes(`${name} has left`));
});

Deno.test("a long name leaves room for the text of a message that takes several frames", () => {
  const wire = new Wire();
  const [long, longer] = ["n".repeat(150), "n".repeat(189)] as const;
  const [alice, bob, carol] = connectTogether(wire, "Alice", long, longer) as [
    WireClient,
    WireClient,
    WireClient,
  ];
  const text = "t".repeat(100);
  say(bob, text);
  const fromBob = heard(alice);
  assert.equal(fromBob.length, 3);
  for (const frame of fromBob) assert(frame.startsWith(`[${long}] t`));
  say(carol, text);
  const fromCarol = heard(alice);
  assert.equal(fromCarol.length, 3);
  for (const frame of fromCarol) assert.match(frame, /^\[n{139}…[0-9a-f]{8}\] t/);
});

Deno.test("no frame of a list consists of a part of a name", () => {
  const wire = new Wire();
  const direct = wire.connect(DIRECT);
  direct.write(encode(`HELLO-FROM ${"x".repeat(200)}[bob]_gave_up\n`));
  const [alice] = connect(wire, "Alice") as [WireClient];
  say(alice, "/who");
  const frames = heard(alice);
  assert.equal(frames.length, 2);
  assert.match(frames[0]!, /^x+…[0-9a-f]{8}$/);
  assert.equal(frames[1], "Alice");
});

Deno.test("a name of a thousand characters can log in where lines are long", () => {
  const name = "x".repeat(1024);
  const wire = new Wire();
  const direct = wire.connect(DIRECT);
  direct.write(encode(`HELLO-FROM ${name}\nSEND ${name} hi\n`));
  const answers = new TextDecoder().decode(direct.read());
  assert.equal(answers, `HELLO ${name}\nDELIVERY ${name} hi\nSEND-OK\n`);
});

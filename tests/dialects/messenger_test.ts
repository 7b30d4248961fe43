import assert from "node:assert/strict";
import { channelDialect } from "../../lib/dialects/channel/channel.ts";
import { directDialect } from "../../lib/dialects/direct.ts";
import { messengerDialect } from "../../lib/dialects/messenger/messenger.ts";
import { frames } from "../support/frame_client.ts";
import { Wire, type WireClient } from "./wire.ts";

const DIALECT = messengerDialect({ maxLine: 1000 });

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Sends a message; components that do not matter are empty. */
function say(
  client: WireClient,
  action: string,
  destination = "",
  body: unknown = "",
  source = "",
): void {
  client.write(encode(`${JSON.stringify({ action, source, destination, body })}\n`));
}

/** Returns the messages that the client has received, as `action source>destination body`. */
function heard(client: WireClient): string[] {
  return decode(client.read()).split("\n").slice(0, -1).map((line) => {
    const { action, source, destination, body } = JSON.parse(line);
    return `${action} ${source}>${destination} ${typeof body === "string" ? body : body.join("|")}`
      .trimEnd();
  });
}

function connect(wire: Wire, ...names: string[]): WireClient[] {
  return names.map((name) => {
    const client = wire.connect(DIALECT);
    say(client, "login", "server", "", name);
    assert.deepEqual(heard(client), [`welcome server>${name} Welcome to Parley, ${name}`]);
    return client;
  });
}

Deno.test("a client that sends pings gets answers, and may no longer be silent for long", () => {
  const wire = new Wire();
  const stranger = wire.connect(DIALECT);
  say(stranger, "ping");
  assert.deepEqual(heard(stranger), ['error server> Cannot do "ping" before a login']);
  const [bob, ann] = connect(wire, "bob", "ann");
  say(bob!, "ping");
  assert.deepEqual(heard(bob!), ["pong server>bob"]);
  assert.equal(bob!.maxSilenceMs, 60_000);
  assert.equal(ann!.maxSilenceMs, Infinity);
});

Deno.test("a command is answered before the next line is read, unless the answer takes time", () => {
  const [bob] = connect(new Wire(), "bob");
  say(bob!, "command", "server", "/nothing at all");
  const answer = 'error server>bob The server has no command "/nothing": /commands lists them';
  assert.deepEqual(heard(bob!), [answer]);
});

Deno.test("a refused login is explained, and the client may try again", () => {
  const wire = new Wire({ maxUsers: 2 });
  connect(wire, "bob");
  const client = wire.connect(DIALECT);
  say(client, "login", "", "", "bob");
  say(client, "login", "", "", "b b");
  say(client, "login", "", "", "");
  say(client, "login", "", "", "server");
  say(client, "login", "", "", "alice");
  say(client, "login", "", "", "alice");
  assert.deepEqual(heard(client), [
    'refused server> The name "bob" is taken',
    'refused server> Cannot use the name "b b": expected one word of at most 1024 characters, without any of !@#$%^&*,',
    'refused server> Cannot use the name "": expected one word of at most 1024 characters, without any of !@#$%^&*,',
    'refused server> The name "server" is taken',
    "welcome server>alice Welcome to Parley, alice",
    'error server>alice Cannot log in: you are "alice" already',
  ]);
  const late = wire.connect(DIALECT);
  say(late, "login", "", "", "carol");
  assert.deepEqual(heard(late), ["refused server> The server is full"]);
});

Deno.test("a connection ends after ten refused logins, with an explanation", () => {
  const wire = new Wire();
  const client = wire.connect(DIALECT);
  for (let count = 0; count < 12; count++) say(client, "login");
  assert.equal(heard(client).at(-1), "goodbye server> too many logins failed");
  assert.equal(client.ended, "too many logins failed");
});

Deno.test("the source of a message is always the sender's own name", () => {
  const wire = new Wire();
  const [alice, bob] = connect(wire, "alice", "bob") as [WireClient, WireClient];
  say(alice, "message", "bob", "hi", "server");
  say(alice, "broadcast", "*", "ho", "carol");
  assert.deepEqual(heard(bob), ["message alice>bob hi", "broadcast alice>* ho"]);
  assert.deepEqual(heard(alice), [
    "delivered server>bob",
    "broadcast alice>* ho",
    "delivered server>*",
  ]);
});

Deno.test("users create, join, use and leave channels", () => {
  const wire = new Wire();
  const [alice, bob] = connect(wire, "alice", "bob") as [WireClient, WireClient];
  say(alice, "create", "#tea");
  say(bob, "join", "#tea");
  say(bob, "message", "#tea", "hello");
  say(alice, "users", "#tea");
  say(alice, "users", "server");
  say(alice, "channels");
  say(bob, "leave", "#tea");
  say(alice, "message", "#tea", "anybody?");
  assert.deepEqual(heard(alice), [
    "joined alice>#tea",
    "joined bob>#tea",
    "message bob>#tea hello",
    "users server>alice alice|bob",
    "users server>alice alice|bob",
    "channels server>alice #tea",
    "left bob>#tea",
    "delivered server>#tea",
  ]);
  assert.deepEqual(heard(bob), ["joined bob>#tea", "delivered server>#tea", "left bob>#tea"]);
});

Deno.test("a refused message gets an error and changes nothing", () => {
  const wire = new Wire();
  const [alice] = connect(wire, "alice") as [WireClient];
  say(alice, "create", "#tea");
  heard(alice);
  const cases: [string[], string][] = [
    [["message", "bob", "hi"], 'No user named "bob" is here'],
    [["message", "#milk", "hi"], 'You are not in "#milk"'],
    [["message", "tea", "hi"], 'No user named "tea" is here'],
    [["message", "alice", " "], 'The component "body" must be a text that is not blank'],
    [["broadcast", "*", ""], 'The component "body" must be a text that is not blank'],
    [["users", "#milk"], 'No channel named "#milk" exists'],
    [["create", "#tea"], 'A channel named "#tea" exists already'],
    [["join", "#milk"], 'No channel named "#milk" exists'],
    [
      ["join", "tea"],
      'Cannot use "tea" as a channel: expected # and one word of at most 180 bytes',
    ],
    [
      ["create", "#a b"],
      'Cannot use "#a b" as a channel: expected # and one word of at most 180 bytes',
    ],
    [
      ["create", `#${"é".repeat(91)}`],
      `Cannot use "#${"é".repeat(59)}…" as a channel: expected # and one word of at most 180 bytes`,
    ],
    [["leave", "#milk"], 'You are not in "#milk"'],
    [["leave", "tea"], 'You are not in "tea"'],
    [["leave", "xtea"], 'You are not in "xtea"'],
    [
      ["dance"],
      'Unknown action "dance": use one of login, logout, ping, message, post, broadcast, users, channels, create, join, leave, history, search, blocks, command',
    ],
    [
      ["toString"],
      'Unknown action "toString": use one of login, logout, ping, message, post, broadcast, users, channels, create, join, leave, history, search, blocks, command',
    ],
  ];
  for (const [[action, destination, body], text] of cases) {
    say(alice, action!, destination, body);
    assert.deepEqual(heard(alice), [`error server>alice ${text}`]);
  }
  say(alice, "message", "alice", ["a", "list"]);
  assert.deepEqual(heard(alice), [
    'error server>alice The component "body" must be a text that is not blank',
  ]);
  say(alice, "users", "#tea");
  assert.deepEqual(heard(alice), ["users server>alice alice"]);
  assert.deepEqual(wire.hub.channelNames, ["tea"]);
});

Deno.test("every action but a login is refused before the login", () => {
  const wire = new Wire();
  const client = wire.connect(DIALECT);
  say(client, "users");
  say(client, "dance");
  client.write(encode("what?\n"));
  assert.deepEqual(heard(client), [
    'error server> Cannot do "users" before a login',
    'error server> Unknown action "dance": use one of login, logout, ping, message, post, broadcast, users, channels, create, join, leave, history, search, blocks, command',
    "error server> The line is not valid JSON",
  ]);
});

Deno.test("a malformed line gets an error, and the connection stays open", () => {
  const wire = new Wire();
  const [alice] = connect(wire, "alice") as [WireClient];
  alice.write(Uint8Array.of(0x7b, 0xff, 0x0a));
  alice.write(encode(`${"x".repeat(5000)}\n`));
  say(alice, "message", "alice", "still here");
  assert.deepEqual(heard(alice), [
    "error server>alice The line is not valid UTF-8",
    "error server>alice The line is too long",
    "message alice>alice still here",
    "delivered server>alice",
  ]);
});

Deno.test("a logout gets a goodbye, and the name is free at once", () => {
  const wire = new Wire();
  const [alice, bob] = connect(wire, "alice", "bob") as [WireClient, WireClient];
  say(bob, "create", "#tea");
  say(alice, "join", "#tea");
  heard(bob);
  say(alice, "logout");
  say(alice, "message", "bob", "too late");
  assert.deepEqual(heard(alice), ["joined alice>#tea", "goodbye server>alice logged out"]);
  assert.equal(alice.ended, "logged out");
  assert.deepEqual(heard(bob), ["left alice>#tea"]);
  assert.equal(wire.hub.user("alice"), undefined);
  alice.close();
});

Deno.test("messenger users never see a user of another dialect as the server", () => {
  const wire = new Wire();
  const [alice] = connect(wire, "alice") as [WireClient];
  const other = wire.connect(channelDialect());
  other.write(frames("server", "/msg alice hi", "/create tea"));
  say(alice, "join", "#tea");
  other.write(frames("/leave"));
  assert.deepEqual(heard(alice), [
    "message server_2>alice hi",
    "joined alice>#tea",
    "left server_2>#tea",
  ]);
});

Deno.test("users of three dialects read the same conversation, each in their own form", () => {
  const wire = new Wire();
  const [mia] = connect(wire, "mia") as [WireClient];
  const cho = wire.connect(channelDialect());
  const dan = wire.connect(directDialect({ maxLine: 1000 }));
  cho.write(frames("Cho the 1st", "/create tea"));
  dan.write(encode("HELLO-FROM dan\n"));
  dan.read();

  say(mia, "join", "#tea");
  say(mia, "message", "#tea", "two\nlines");
  say(mia, "message", "Cho_the_1st", "to you\r\nalone");
  say(mia, "message", "dan", "to you\nalone");
  say(mia, "broadcast", "*", "to\nall");
  assert.deepEqual(
    decode(cho.read()),
    decode(frames(
      "mia has joined",
      "[mia] two",
      "[mia] lines",
      "[mia to you] to you",
      "[mia to you] alone",
      "[mia to all] to",
      "[mia to all] all",
    )),
  );
  assert.equal(
    decode(dan.read()),
    "DELIVERY mia to you\nDELIVERY mia alone\nDELIVERY mia to\nDELIVERY mia all\n",
  );
  heard(mia);

  cho.write(frames("hello", "/msg mia hi", "/broadcast fire", "/leave"));
  dan.write(encode("SEND mia ho\n"));
  assert.deepEqual(heard(mia), [
    "message Cho_the_1st>#tea hello",
    "message Cho_the_1st>mia hi",
    "broadcast Cho_the_1st>* fire",
    "left Cho_the_1st>#tea",
    "message dan>mia ho",
  ]);
  assert.equal(decode(dan.read()), "DELIVERY Cho_the_1st fire\nSEND-OK\n");

  say(mia, "users");
  dan.write(encode("LIST\n"));
  cho.write(frames("/who"));
  assert.deepEqual(heard(mia), ["users server>mia mia|Cho_the_1st|dan"]);
  assert.equal(decode(dan.read()), "LIST-OK mia,Cho_the_1st,dan\n");
  assert.deepEqual(cho.read(), frames("mia\nCho_the_1st\ndan"));
});

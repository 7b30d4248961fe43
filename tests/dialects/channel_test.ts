import assert from "node:assert/strict";
import { channelDialect } from "../../lib/dialects/channel/channel.ts";
import { concat } from "../../lib/framing/bytes.ts";
import { frame } from "../support/frame_client.ts";
import { connect, connectTogether, heard, say } from "./channel_clients.ts";
import { Wire, type WireClient } from "./wire.ts";

const DIALECT = channelDialect();

Deno.test("replies have the exact texts of the contract", () => {
  const cases: [string, string][] = [
    [
      "/foo bar",
      "/foo is not a valid control message. Valid messages are /create, /list, and /join.",
    ],
    ["/", "/ is not a valid control message. Valid messages are /create, /list, and /join."],
    [
      "/joinx tea",
      "/joinx is not a valid control message. Valid messages are /create, /list, and /join.",
    ],
    ["/join BB", "No channel named BB exists. Try '/create BB'?"],
    ["/join BB CC", "No channel named BB exists. Try '/create BB'?"],
    ["/join", "/join command must be followed by the name of a channel to join."],
    ["/join   ", "/join command must be followed by the name of a channel to join."],
    ["/create", "/create command must be followed by the name of a channel to create"],
    ["/create AA", "Room AA already exists, so cannot be created."],
  ];
  for (const strict of [false, true]) {
    const wire = new Wire();
    const [alice] = connect(wire, "Alice") as [WireClient];
    say(alice, "/create AA");
    const bob = wire.connect(channelDialect({ strict }));
    say(bob, "Bob", "hello", "");
    const alone = "Not currently in any channel. Must join a channel before sending messages.";
    assert.deepEqual(heard(bob), [alone, alone]);
    say(bob, "/join AA");
    for (const [text, answer] of cases) {
      say(bob, text);
      assert.deepEqual(heard(bob), [answer]);
    }
    // No refused command has changed anything.
    assert.deepEqual(heard(alice), ["Bob has joined"]);
    say(alice, "still here?");
    assert.deepEqual(heard(bob), ["[Alice] still here?"]);
  }
});

Deno.test("a login, a command or a message that succeeds gets no reply", () => {
  const wire = new Wire();
  const [alice] = connect(wire, "Alice") as [WireClient];
  say(alice, "/list", "/create AA", "/create BB", "/join AA", "hello");
  assert.deepEqual(heard(alice), []);
});

Deno.test("a name and commands may arrive in one segment, with newlines", () => {
  const wire = new Wire();
  const client = wire.connect(DIALECT);
  client.write(concat([frame("Alice\n"), frame("/create tas\n"), frame("/list\r\n")]));
  assert.deepEqual(heard(client), ["tas"]);
});

Deno.test("a frame is handled once it is complete, wherever reads were cut", () => {
  const stream = concat([frame("Bob"), frame("/join tea"), frame("hello")]);
  for (let cut = 1; cut < stream.length; cut++) {
    const wire = new Wire();
    const [alice] = connectTogether(wire, "Alice") as [WireClient];
    const bob = wire.connect(DIALECT);
    bob.write(stream.subarray(0, cut));
    const expected = ["Bob has joined", "[Bob] hello"].slice(
      0,
      Math.max(0, Math.floor(cut / 200) - 1),
    );
    assert.deepEqual(heard(alice), expected);
    bob.write(stream.subarray(cut));
    assert.deepEqual(heard(alice), ["Bob has joined", "[Bob] hello"].slice(expected.length));
  }
});

Deno.test("joins and departures are announced to the other members only", () => {
  const wire = new Wire();
  const [alice, bob, carol] = connect(wire, "Alice", "Bob", "Carol") as [
    WireClient,
    WireClient,
    WireClient,
  ];
  say(alice, "/create AA");
  say(bob, "/join AA");
  say(carol, "/create CC");
  assert.deepEqual(heard(alice), ["Bob has joined"]);
  say(bob, "/join AA");
  assert.deepEqual(heard(alice), ["Bob has left", "Bob has joined"]);
  say(bob, "/join CC");
  assert.deepEqual(heard(alice), ["Bob has left"]);
  bob.close();
  assert.deepEqual(heard(carol), ["Bob has joined", "Bob has left"]);
  assert.deepEqual(heard(alice), []);
  assert.deepEqual(heard(bob), []);
});

Deno.test("a message reaches all members but the sender, in one order for all", () => {
  const wire = new Wire();
  const [alice, bob, carol] = connectTogether(wire, "Alice", "Bob", "Carol") as [
    WireClient,
    WireClient,
    WireClient,
  ];
  say(alice, "one");
  say(bob, "two", "/oops");
  say(alice, "three", " /join tea");
  assert.deepEqual(heard(carol), [
    "[Alice] one",
    "[Bob] two",
    "[Alice] three",
    "[Alice]  /join tea",
  ]);
  assert.deepEqual(heard(alice), ["[Bob] two"]);
  assert.deepEqual(heard(bob), [
    "[Alice] one",
    "/oops is not a valid control message. Valid messages are /create, /list, and /join.",
    "[Alice] three",
    "[Alice]  /join tea",
  ]);
});

Deno.test("a flood of blank frames does not reach the channel", () => {
  const wire = new Wire();
  const [alice, bob] = connectTogether(wire, "Alice", "Bob") as [WireClient, WireClient];
  for (let count = 0; count < 2000; count++) say(alice, "");
  say(alice, "\n", "  \r\n");
  assert.deepEqual([heard(alice), heard(bob)], [[], []]);
});

Deno.test("a hundred channels are listed in the order of creation, each name in one frame", () => {
  const wire = new Wire();
  const [alice] = connect(wire, "Alice") as [WireClient];
  const names = Array.from({ length: 100 }, (_, index) => `room-${(index * 37) % 100}`);
  for (const name of names) say(alice, `/create ${name}`);
  say(alice, "/list");
  assert.deepEqual(heard(alice).flatMap((text) => text.split("\n")), names);
});

Deno.test("a message that outgrows a frame is relayed in several, each with the sender's name", () => {
  const wire = new Wire();
  const [alice, bob] = connectTogether(wire, "Alice", "Bob") as [WireClient, WireClient];
  for (const text of ["x".repeat(200), "é".repeat(100), `${"word ".repeat(39)}end`]) {
    say(alice, text);
    const frames = heard(bob);
    assert(frames.length > 1);
    for (const each of frames) assert(each.startsWith("[Alice] "), each);
    assert.equal(frames.map((each) => each.slice(8)).join(""), text);
  }
});

Deno.test("each line of a message names the sender, so that no line can be forged", () => {
  const wire = new Wire();
  const [alice, bob] = connectTogether(wire, "Alice", "Bob") as [WireClient, WireClient];
  for (const end of ["\n", "\r", "\r\n", "\v", "\f", "\x85", "\u2028", "\u2029"]) {
    say(alice, `hi${end}[Carol] bye${end}Bob has left`);
    assert.deepEqual(heard(bob), ["[Alice] hi", "[Alice] [Carol] bye", "[Alice] Bob has left"]);
  }
});

Deno.test("the server asks for the password until it arrives, and accepts it without a reply", () => {
  const check = ({ password }: { password: string }) => {
    if (password === "") return "password-missing";
    return password === "tea" ? undefined : "password-wrong";
  };
  const wire = new Wire({ guard: { asksEverybody: true, check } });
  const request = "This server asks for a password: /password PASSWORD";
  const alice = wire.connect(DIALECT);
  say(alice, "Alice\n");
  assert.deepEqual(heard(alice), [request]);
  say(alice, "/create AA", "/list", "hello", "/passwordtea", "", "\r\n");
  assert.deepEqual(heard(alice), [request, request, request, request]);
  say(alice, "/password tea\n", "/list");
  assert.deepEqual(heard(alice), []);
  say(alice, "/create AA", "/list", "/password tea");
  assert.deepEqual(heard(alice), [
    "AA",
    "/password is not a valid control message. Valid messages are /create, /list, and /join.",
  ]);
});

Deno.test("bytes that are not UTF-8 become replacement characters", () => {
  const wire = new Wire();
  const [alice, bob] = connectTogether(wire, "Alice", "Bob") as [WireClient, WireClient];
  alice.write(frame("hi \ud800").map((byte, index) => index < 2 ? 0xff : byte));
  assert.deepEqual(heard(bob), ["[Alice] \ufffd\ufffd \ufffd"]);
});

Deno.test("a full server says so, and ends the connection", () => {
  const wire = new Wire({ maxUsers: 1 });
  const [alice, bob] = connect(wire, "Alice", "Bob") as [WireClient, WireClient];
  assert.equal(alice.ended, undefined);
  assert.deepEqual(heard(bob), ["The server is full. Please try again later."]);
  assert.equal(bob.ended, "the server is full");
  say(bob, "Carol", "/create AA");
  assert.deepEqual(heard(bob), []);
  bob.close();
  assert.equal(wire.hub.users.size, 1);
});

Deno.test("the extensions are private messages, broadcasts, /who and /leave", () => {
  const wire = new Wire();
  const [alice, bob, carol] = connect(wire, "Alice", "Bo b", "Carol") as [
    WireClient,
    WireClient,
    WireClient,
  ];
  say(alice, "/create tea", "/msg Bo_b  hi  there", "/broadcast fire", "/who");
  say(bob, "/join tea", "/who", "/leave", "/leave", "/who");
  assert.deepEqual(heard(alice), ["Alice", "Bo b has joined", "Bo b has left"]);
  assert.deepEqual(heard(carol), ["[Alice to all] fire"]);
  assert.deepEqual(heard(bob), [
    "[Alice to you]  hi  there",
    "[Alice to all] fire",
    "Alice\nBo_b",
    "Not currently in any channel. Must join a channel before sending messages.",
    "Alice\nBo_b\nCarol",
  ]);
});

Deno.test("/who lists the members of any channel, with or without its number sign", () => {
  const wire = new Wire();
  const [alice, bob] = connect(wire, "Alice", "Bo b") as [WireClient, WireClient];
  say(alice, "/create tea", "/create attic");
  say(bob, "/join attic");
  heard(alice);
  say(bob, "/leave", "/who attic", "/who #attic", "/who  attic  now", "/who tea", "/who milk");
  assert.deepEqual(heard(bob), [
    ...["Alice", "Alice", "Alice"],
    ...["Nobody is in tea.", "There is no channel named milk."],
  ]);
  assert.deepEqual(heard(alice), ["Bo b has left"]);
});

Deno.test("an extension without its arguments gets an explanation", () => {
  const wire = new Wire();
  const [alice] = connect(wire, "Alice") as [WireClient];
  say(alice, "/msg", "/msg Bob", "/msg Bob hi", "/broadcast", "/broadcast  ");
  assert.deepEqual(heard(alice), [
    "/msg command must be followed by the name of a user and a message.",
    "/msg command must be followed by the name of a user and a message.",
    "No user named Bob is here.",
    "/broadcast command must be followed by a message.",
    "/broadcast command must be followed by a message.",
  ]);
});

Deno.test("a strict server has no extensions", () => {
  const wire = new Wire();
  const client = wire.connect(channelDialect({ strict: true }));
  say(client, "Alice");
  for (const command of ["/msg", "/broadcast", "/who", "/leave"]) {
    say(client, `${command} Alice hi`);
    assert.deepEqual(heard(client), [
      `${command} is not a valid control message. Valid messages are /create, /list, and /join.`,
    ]);
  }
});

import assert from "node:assert/strict";
import { channelDialect } from "../../lib/dialects/channel/channel.ts";
import { messengerDialect } from "../../lib/dialects/messenger.ts";
import { concat } from "../../lib/framing/bytes.ts";
import { FixedFrames, FRAME_SIZE, frameText } from "../../lib/framing/fixed_frames.ts";
import { Wire, type WireClient } from "./wire.ts";

const DIALECT = channelDialect();

/** Encodes a 200-byte frame without Parley's code. */
function frame(text: string): Uint8Array {
  const bytes = new Uint8Array(FRAME_SIZE).fill(0x20);
  bytes.set(new TextEncoder().encode(text));
  return bytes;
}

function say(client: WireClient, ...texts: string[]): void {
  client.write(concat(texts.map(frame)));
}

/** Returns the texts of the frames that the client has received. */
function heard(client: WireClient): string[] {
  const bytes = client.read();
  assert.equal(bytes.length % FRAME_SIZE, 0, "the last frame is incomplete");
  const texts: string[] = [];
  new FixedFrames().push(bytes, (frame) => texts.push(frameText(frame)));
  return texts;
}

/** Connects clients and logs them in under those names. */
function connect(wire: Wire, ...names: string[]): WireClient[] {
  return names.map((name) => {
    const client = wire.connect(DIALECT);
    say(client, name);
    return client;
  });
}

/** Connects clients that are in one channel, and have read all notices of that. */
function together(wire: Wire, ...names: string[]): WireClient[] {
  const clients = connect(wire, ...names);
  clients.forEach((client, index) => say(client, index === 0 ? "/create tea" : "/join tea"));
  clients.forEach(heard);
  return clients;
}

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
    const [alice] = together(wire, "Alice") as [WireClient];
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

Deno.test("only the other members are told who has joined and left", () => {
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
  const [alice, bob, carol] = together(wire, "Alice", "Bob", "Carol") as [
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
  const [alice, bob] = together(wire, "Alice", "Bob") as [WireClient, WireClient];
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
  const [alice, bob] = together(wire, "Alice", "Bob") as [WireClient, WireClient];
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
  const [alice, bob] = together(wire, "Alice", "Bob") as [WireClient, WireClient];
  for (const end of ["\n", "\r", "\r\n", "\v", "\f", "\x85", "\u2028", "\u2029"]) {
    say(alice, `hi${end}[Carol] bye${end}Bob has left`);
    assert.deepEqual(heard(bob), ["[Alice] hi", "[Alice] [Carol] bye", "[Alice] Bob has left"]);
  }
});

Deno.test("a taken name gets a suffix, in messages and in notices", () => {
  const wire = new Wire();
  const [alice, second] = together(wire, "Alice", "Alice") as [WireClient, WireClient];
  say(second, "hi");
  second.close();
  assert.deepEqual(heard(alice), ["[Alice_2] hi", "Alice_2 has left"]);
});

Deno.test("a client without a name becomes Guest, and control characters in names are replaced", () => {
  const wire = new Wire();
  const [alice] = together(wire, "Alice") as [WireClient];
  for (const name of ["", "\n\n", "a\nb", "\x1b[2J"]) {
    const [client] = connect(wire, name) as [WireClient];
    say(client, "/join tea");
    client.close();
  }
  assert.deepEqual(
    heard(alice).filter((text) => text.endsWith("joined")),
    ["Guest", "Guest", "a_b", "_(2J"].map((name) => `${name} has joined`),
  );
});

Deno.test("no name can imitate a message, a notice or the server", () => {
  const cases: [name: string, shown: string][] = [
    ["bob] hi [x", "bob) hi (x"],
    ["[bob] I owe Alice money,", "(bob) I owe Alice money,"],
    ["bob to you", "bob_to_you"],
    ["bob to all", "bob_to_all"],
    ["b\u200aob", "b ob"],
    ["\u00a0bob \u3000x", "bob x"],
    ["\u0301bob", "bob"],
    ["\u200b\u2800", "Guest"],
    ["bob\u2028[carol] hi", "bob (carol) hi"],
    ["bob\x85[carol] hi", "bob_(carol) hi"],
    ["server", "server_2"],
  ];
  for (const [name, shown] of cases) {
    const wire = new Wire();
    const [alice, bob] = together(wire, "Alice", name) as [WireClient, WireClient];
    say(bob, "hi", "/msg Alice hi", "/join tea");
    // The last two words are misleading in brackets only.
    const leading = shown.replace(/_to_(you|all)$/, " to $1");
    assert.deepEqual(
      heard(alice),
      [
        `[${shown}] hi`,
        `[${shown} to you] hi`,
        `${leading} has left`,
        `${leading} has joined`,
      ],
    );
  }
});

Deno.test("a long name of another dialect cannot imitate the next frame", () => {
  const wire = new Wire();
  const [alice] = together(wire, "Alice") as [WireClient];
  const mia = wire.connect(messengerDialect({ maxLine: 2000 }));
  const line = (action: string, source: string, destination: string) =>
    new TextEncoder().encode(`${JSON.stringify({ action, source, destination, body: "" })}\n`);
  mia.write(line("login", `${"x".repeat(200)}Bob`, ""));
  mia.write(line("join", "", "#tea"));
  mia.close();
  const [first, second, ...rest] = heard(alice);
  assert.deepEqual([first, second], ["x".repeat(200), "… has joined"]);
  assert.deepEqual(rest, ["x".repeat(200), "… has left"]);
});

Deno.test("a channel's name is its visible characters, in any composition", () => {
  const wire = new Wire();
  const [alice, bob] = connect(wire, "Alice", "Bob") as [WireClient, WireClient];
  say(alice, "/create caf\u00e9\u200b", "/create \x1b[2J", "/create \u200b", "/list");
  say(bob, "/create cafe\u0301", "/join cafe\u0301");
  assert.deepEqual(heard(alice), [
    "/create command must be followed by the name of a channel to create",
    "caf\u00e9\n_[2J",
  ]);
  assert.deepEqual(heard(bob), ["Room cafe\u0301 already exists, so cannot be created."]);
});

Deno.test("the server asks for the password until it arrives, and accepts it without a reply", () => {
  const check = (password: string) => {
    if (password === "") return "password-missing";
    return password === "tea" ? undefined : "password-wrong";
  };
  const wire = new Wire({ guard: { check } });
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

Deno.test("a name is cut only where it would leave no room for the message", () => {
  const wire = new Wire();
  const [long, longest] = ["n".repeat(150), "é".repeat(100)] as const;
  const [alice, bob, carol] = together(wire, "Alice", long, longest) as [
    WireClient,
    WireClient,
    WireClient,
  ];
  say(bob, "hi");
  say(carol, "ho");
  assert.deepEqual(heard(alice), [`[${long}] hi`, `[${"é".repeat(75)}…] ho`]);
});

Deno.test("bytes that are not UTF-8 become replacement characters", () => {
  const wire = new Wire();
  const [alice, bob] = together(wire, "Alice", "Bob") as [WireClient, WireClient];
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

import assert from "node:assert/strict";
import { connect, connectTogether, heard, say } from "./channel_clients.ts";
import { Wire, type WireClient } from "./wire.ts";

Deno.test("a taken name gets a suffix, in messages and in notices", () => {
  const wire = new Wire();
  const [alice, second] = connectTogether(wire, "Alice", "Alice") as [WireClient, WireClient];
  say(second, "hi");
  second.close();
  assert.deepEqual(heard(alice), ["[Alice_2] hi", "Alice_2 has left"]);
});

Deno.test("a client without a name becomes Guest, and control characters in names are replaced", () => {
  const wire = new Wire();
  const [alice] = connectTogether(wire, "Alice") as [WireClient];
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
    ["bob to a\u217c\u217c", "bob_to_a\u217c\u217c"],
    ["bob t\u043e you", "bob_t\u043e_you"],
    ["bob\uff3d hi \uff3bx", "bob) hi (x"],
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
    const [alice, bob] = connectTogether(wire, "Alice", name) as [WireClient, WireClient];
    say(bob, "hi", "/msg Alice hi", "/join tea");
    // The last two words are misleading in brackets only.
    const leading = shown.replace(/_(t.)_(you|a..)$/, " $1 $2");
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

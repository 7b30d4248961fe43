import assert from "node:assert/strict";
import { keyOf } from "../../lib/chat/user.ts";
import { HONEST_NAMES } from "../chat/honest_names.ts";
import { ADAPTERS } from "./adapters.ts";
import { Client, type PairCase, testEveryPair } from "./every_pair.ts";

/** Zero-width characters, joiners, direction marks, fillers, selectors, a tag, blanks, private use. */
const INVISIBLE = [
  ..."\u200b\u200c\u200d\u2060\u00ad\u034f\u200e\u202e\u2066\u061c\u115f\u3164\uffa0\ufe0f\u180b\u2800",
  ..."\u{e0041}\u{e0100}\u{1d173}\u{1d159}\u{13441}\u{13442}\u{16fe4}\ufffc\ue000",
];

/** Facts about the names of users of any two dialects. */
const CASES: Record<string, PairCase> = {
  "a taken name is not given twice"(wire, one, other) {
    Client.named(wire, one, "alice");
    const client = new Client(wire, other);
    client.write(other.login("alice"));
    const { texts, name } = other.replies.takenName("alice");
    assert.deepEqual(client.read(), texts);
    assert.deepEqual(wire.hub.userAddresses, ["alice", ...(name ? [name] : [])]);
  },

  "names that differ in the case of ASCII letters only are one name"(wire, one, other) {
    Client.named(wire, one, "Alice");
    const client = new Client(wire, other);
    client.write(other.login("aLICE"));
    const { texts, name } = other.replies.takenName("aLICE");
    assert.deepEqual(client.read(), texts);
    assert.deepEqual(wire.hub.userAddresses, ["Alice", name].filter((name) => name));
  },

  "a user is addressed in any case of ASCII letters"(wire, one, other) {
    const [alice, bob] = [Client.named(wire, one, "Alice"), Client.named(wire, other, "Bob")];
    alice.sendPrivate("bOB", "hi");
    assert.deepEqual(bob.read(), [other.privateMessage("Alice", "Bob", "hi")]);
  },

  "a name is free once its user has disconnected"(wire, one, other) {
    Client.named(wire, one, "alice").close();
    Client.named(wire, other, "alice");
  },
};

/** Facts about names that only some dialects take. */
const CASES_OF_ANY_NAMES: Record<string, PairCase> = {
  "a name in another composition is the same name"(wire, one, other) {
    const [composed, decomposed] = ["Jos\u00e9", "Jose\u0301"];
    const jose = Client.named(wire, one, composed);
    const client = new Client(wire, other);
    client.write(other.login(decomposed));
    const { texts, name } = other.replies.takenName(decomposed);
    assert.deepEqual(client.read(), texts);
    assert.deepEqual(wire.hub.userAddresses, [composed, ...(name ? [name] : [])]);
    const bob = Client.named(wire, other, "bob");
    bob.sendPrivate(decomposed, "hi");
    assert.deepEqual(jose.read(), [one.privateMessage("bob", composed, "hi")]);
  },

  "no user has a name with an invisible character"(wire, one, other) {
    Client.named(wire, other, "alice");
    for (const character of INVISIBLE) {
      const client = new Client(wire, one);
      const wanted = `bo${character}b`;
      client.write(one.login(wanted));
      const { texts, name } = one.replies.invisibleName(wanted, "bob");
      assert.deepEqual(client.read(), texts, JSON.stringify(wanted));
      assert.deepEqual(wire.hub.userAddresses, ["alice", ...(name ? [name] : [])]);
      client.close();
    }
  },

  "a name may have any script, and emoji of several characters"(wire, one, other) {
    // Each of these has one form only.
    const names = new Map(Object.values(HONEST_NAMES).flat().map((name) => [keyOf(name), name]));
    for (const name of names.values()) Client.named(wire, one, name);
    const bob = Client.named(wire, other, "bob");
    for (const name of names.values()) {
      bob.sendPrivate(name, "hi");
      assert.deepEqual(bob.read(), other.replies.sendPrivate(name));
    }
  },

  "no user gets the server's name, or a lookalike"(wire, one, other) {
    Client.named(wire, other, "alice");
    for (
      const wanted of [
        "server",
        "SERVER",
        "ser_ver",
        "ｓｅｒｖｅｒ",
        "ѕеrver",
        "SΕRVΕR",
        "ꓢꓰꓣꓦꓰꓣ",
        "5ERVER",
      ]
    ) {
      const client = new Client(wire, one);
      client.write(one.login(wanted));
      const { texts, name } = one.replies.takenName(wanted);
      assert.deepEqual(client.read(), texts);
      assert.deepEqual(wire.hub.userAddresses, ["alice", ...(name ? [name] : [])]);
      client.close();
    }
  },

  "a name that looks like another user's is not given"(wire, one, other) {
    const pairs = [["Alice", "\u0391lice"], ["Ιван", "Iван"], ["❤", "❤️"], ["bob", "ｂob"], [
      "l1",
      "\u2160\u217c",
    ]];
    for (const [name, lookalike] of pairs as [string, string][]) {
      const user = Client.named(wire, one, name);
      const client = new Client(wire, other);
      client.write(other.login(lookalike));
      const { texts, name: given } = other.replies.takenName(lookalike);
      assert.deepEqual(client.read(), texts);
      assert.deepEqual(wire.hub.userAddresses, [name, ...(given ? [given] : [])]);
      user.close();
      client.close();
      Client.named(wire, other, lookalike).close();
    }
  },

  "names that differ in ASCII characters are different names"(wire, one, other) {
    const names = [
      "l1am",
      "liam",
      "Iiam",
      "user0",
      "userO",
      "rn",
      "m",
      "|",
      "Müller1",
      "Müllerl",
    ];
    names.forEach((name, at) => Client.named(wire, at % 2 ? one : other, name));
    assert.deepEqual(wire.hub.userAddresses, names);
  },

  "two names that are shown alike are one name"(wire, one, other) {
    Client.named(wire, one, "(bob)");
    const client = new Client(wire, other);
    client.write(other.login("[bob]"));
    assert.deepEqual(client.read(), other.replies.takenName("[bob]").texts);
  },
};

testEveryPair(CASES);
testEveryPair(CASES_OF_ANY_NAMES, ADAPTERS.filter(({ takesAnyName }) => takesAnyName));

import assert from "node:assert/strict";
import { type Adapter, ADAPTERS } from "./adapters.ts";
import { Wire, type WireClient } from "./wire.ts";

/** A client of one of the dialects. */
class Client {
  readonly #adapter: Adapter;
  readonly #client: WireClient;

  constructor(wire: Wire, adapter: Adapter) {
    this.#adapter = adapter;
    this.#client = wire.connect(adapter.dialect);
  }

  /** A client that has logged in. */
  static named(wire: Wire, adapter: Adapter, name: string): Client {
    const client = new Client(wire, adapter);
    client.write(adapter.login(name));
    assert.deepEqual(client.read(), adapter.answers.login(name));
    return client;
  }

  write(bytes: Uint8Array): void {
    this.#client.write(bytes);
  }

  read(): string[] {
    return this.#adapter.split(this.#client.read());
  }

  tell(name: string, text: string): void {
    this.write(this.#adapter.tell(name, text));
  }

  close(): void {
    this.#client.close();
  }

  /** Why the server ended the connection, if it did. */
  get ended(): string | undefined {
    return this.#client.ended;
  }
}

/** Zero-width, joiners, marks of direction, fillers, selectors, a tag, a blank. */
const INVISIBLE = [
  ..."\u200b\u200c\u200d\u2060\u00ad\u034f\u200e\u202e\u2066\u061c\u115f\u3164\uffa0\ufe0f\u180b\u2800",
  ..."\u{e0041}\u{e0100}\u{1d173}",
];

/** What holds between users of any two dialects. */
const CASES: Record<string, (wire: Wire, one: Adapter, other: Adapter) => void> = {
  "a user who logs in is answered and is here"(wire, one, other) {
    Client.named(wire, one, "alice");
    Client.named(wire, other, "bob");
    assert.deepEqual([...wire.hub.users.keys()], ["alice", "bob"]);
  },

  "a name that is taken is not given twice"(wire, one, other) {
    Client.named(wire, one, "alice");
    const client = new Client(wire, other);
    client.write(other.login("alice"));
    const { texts, name } = other.answers.taken("alice");
    assert.deepEqual(client.read(), texts);
    assert.deepEqual([...wire.hub.users.keys()], ["alice", ...(name ? [name] : [])]);
  },

  "a name in other bytes is the same name"(wire, one, other) {
    const [composed, decomposed] = ["Jos\u00e9", "Jose\u0301"];
    const jose = Client.named(wire, one, composed);
    const client = new Client(wire, other);
    client.write(other.login(decomposed));
    const { texts, name } = other.answers.taken(decomposed);
    assert.deepEqual(client.read(), texts);
    assert.deepEqual(wire.hub.userAddresses, [composed, ...(name ? [name] : [])]);
    const bob = Client.named(wire, other, "bob");
    bob.tell(decomposed, "hi");
    assert.deepEqual(jose.read(), [one.told("bob", composed, "hi")]);
  },

  "a name that holds something invisible is nobody's"(wire, one, other) {
    Client.named(wire, other, "alice");
    for (const character of INVISIBLE) {
      const client = new Client(wire, one);
      const wanted = `bo${character}b`;
      client.write(one.login(wanted));
      const { texts, name } = one.answers.hiding(wanted, "bob");
      assert.deepEqual(client.read(), texts, JSON.stringify(wanted));
      assert.deepEqual(wire.hub.userAddresses, ["alice", ...(name ? [name] : [])]);
      client.close();
    }
  },

  "a name may hold what emoji are made of, and any script"(wire, one, other) {
    const names = ["👩‍👩‍👧", "☺️x", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👍🏽", "1️⃣", "नमस्ते", "शक्ति", "ไทย", "Ngữ", "אבג", "علي"];
    for (const name of names) Client.named(wire, one, name);
    const bob = Client.named(wire, other, "bob");
    for (const name of names) {
      bob.tell(name, "hi");
      assert.deepEqual(bob.read(), other.answers.tell(name));
    }
  },

  "nobody gets the server's name, or one that looks like it"(wire, one, other) {
    Client.named(wire, other, "alice");
    for (const wanted of ["server", "Server", "SERVER", "ser_ver", "ｓｅｒｖｅｒ", "ѕеrver"]) {
      const client = new Client(wire, one);
      client.write(one.login(wanted));
      const { texts, name } = one.answers.taken(wanted);
      assert.deepEqual(client.read(), texts);
      assert.deepEqual(wire.hub.userAddresses, ["alice", ...(name ? [name] : [])]);
      client.close();
    }
  },

  "two names that would be shown alike are the same"(wire, one, other) {
    Client.named(wire, one, "(bob)");
    const client = new Client(wire, other);
    client.write(other.login("[bob]"));
    assert.deepEqual(client.read(), other.answers.taken("[bob]").texts);
  },

  "a name is free again when its user has left"(wire, one, other) {
    Client.named(wire, one, "alice").close();
    Client.named(wire, other, "alice");
  },

  "a user who is one too many is told so"(_wire, one, other) {
    const wire = new Wire({ maxUsers: 1 });
    Client.named(wire, one, "alice");
    const client = new Client(wire, other);
    client.write(other.login("bob"));
    assert.deepEqual(client.read(), other.answers.full);
  },

  "a message to one user reaches that user alone"(wire, one, other) {
    const [alice, bob] = [Client.named(wire, one, "alice"), Client.named(wire, other, "bob")];
    const carol = Client.named(wire, one, "carol");
    alice.tell("bob", "hi there");
    assert.deepEqual(bob.read(), [other.told("alice", "bob", "hi there")]);
    assert.deepEqual(alice.read(), one.answers.tell("bob"));
    assert.deepEqual(carol.read(), []);
  },

  "a message to nobody is answered so"(wire, one, other) {
    const [alice, bob] = [Client.named(wire, one, "alice"), Client.named(wire, other, "bob")];
    alice.tell("carol", "hi");
    assert.deepEqual(alice.read(), one.answers.unknownUser("carol"));
    assert.deepEqual(bob.read(), []);
  },

  "a flood in one segment arrives whole and in order"(wire, one, other) {
    const [alice, bob] = [Client.named(wire, one, "alice"), Client.named(wire, other, "bob")];
    const texts = Array.from({ length: 1000 }, (_, index) => `message ${index}`);
    const flood = texts.map((text) => one.tell("bob", text));
    alice.write(Uint8Array.from(flood.flatMap((bytes) => [...bytes])));
    assert.deepEqual(bob.read(), texts.map((text) => other.told("alice", "bob", text)));
    assert.deepEqual(alice.read(), texts.flatMap(() => one.answers.tell("bob")));
  },

  "a connection that is cut in the middle of a message disturbs nobody"(wire, one, other) {
    const [alice, bob] = [Client.named(wire, one, "alice"), Client.named(wire, other, "bob")];
    alice.write(one.tell("bob", "half of it").subarray(0, -3));
    alice.close();
    assert.deepEqual(bob.read(), []);
    bob.tell("bob", "still here");
    assert.deepEqual(bob.read(), [
      other.told("bob", "bob", "still here"),
      ...other.answers.tell("bob"),
    ]);
  },

  "the same stream one byte at a time means the same"(wire, one, other) {
    const bob = Client.named(wire, other, "bob");
    const alice = new Client(wire, one);
    for (const byte of [...one.login("alice"), ...one.tell("bob", "grüße 👋")]) {
      alice.write(Uint8Array.of(byte));
    }
    assert.deepEqual(alice.read(), [...one.answers.login("alice"), ...one.answers.tell("bob")]);
    assert.deepEqual(bob.read(), [other.told("alice", "bob", "grüße 👋")]);
  },

  "nothing can be done without the password, nor found out"(_wire, one, other) {
    const wire = locked({ maxUsers: 2 });
    const bob = new Client(wire, other);
    bob.write(other.enter("bob", PASSWORD));
    assert.deepEqual(bob.read(), other.answers.entered("bob"));
    for (const name of ["bob", "carol", "server", "b\u200bob"]) {
      const client = new Client(wire, one);
      client.write(one.login(name));
      assert.deepEqual(client.read(), one.answers.missing);
      client.write(one.tell("bob", "hi"));
      client.read();
      const guesser = new Client(wire, one);
      guesser.write(one.enter(name, "guess"));
      assert.deepEqual(guesser.read(), one.answers.wrong);
      const late = new Client(wire, one);
      late.write(one.enter(name, "locked out"));
      assert.deepEqual(late.read(), one.answers.tooMany);
    }
    assert.deepEqual(bob.read(), []);
    assert.deepEqual(wire.hub.userAddresses, ["bob"]);
  },

  "who knows the password is in, also on a second try"(_wire, one, other) {
    const wire = locked();
    const [alice, bob] = [new Client(wire, one), new Client(wire, other)];
    alice.write(one.enter("alice", "guess"));
    assert.deepEqual(alice.read(), one.answers.wrong);
    assert.deepEqual(wire.hub.userAddresses, []);
    alice.write(one.again("alice", PASSWORD));
    alice.read();
    bob.write(other.enter("bob", PASSWORD));
    assert.deepEqual(bob.read(), other.answers.entered("bob"));
    bob.tell("alice", "hi");
    assert.deepEqual(alice.read(), [one.told("bob", "alice", "hi")]);
  },

  "a connection ends after ten logins without the password"(_wire, one) {
    const wire = locked();
    const client = new Client(wire, one);
    client.write(one.enter("alice", "guess"));
    for (let count = 1; count < 10; count++) {
      assert.equal(client.ended, undefined);
      client.write(one.again("alice", "guess"));
    }
    assert.equal(client.ended, "too many logins failed");
    client.write(one.again("alice", PASSWORD));
    assert.deepEqual(wire.hub.userAddresses, []);
  },
};

const PASSWORD = "tea for two: !@ x";

/** A wire that asks for a password. */
function locked(options: { maxUsers?: number } = {}): Wire {
  const checkPassword = (password: string) => {
    if (password === "") return "missing";
    if (password === "locked out") return "too-many";
    return password === PASSWORD ? undefined : "wrong";
  };
  return new Wire({ ...options, checkPassword });
}

for (const [what, check] of Object.entries(CASES)) {
  for (const one of ADAPTERS) {
    for (const other of ADAPTERS) {
      Deno.test(`${one.dialect.name} and ${other.dialect.name}: ${what}`, () => {
        check(new Wire(), one, other);
      });
    }
  }
}

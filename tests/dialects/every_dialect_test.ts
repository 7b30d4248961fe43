import assert from "node:assert/strict";
import { Client, type PairCase, testEveryPair } from "./every_pair.ts";
import { Wire } from "./wire.ts";

/** Facts about users of any two dialects. */
const CASES: Record<string, PairCase> = {
  "a login is answered, and the user is there"(wire, one, other) {
    Client.named(wire, one, "alice");
    Client.named(wire, other, "bob");
    assert.deepEqual([...wire.hub.users.keys()], ["alice", "bob"]);
  },

  "a full server refuses a login"(_wire, one, other) {
    const wire = new Wire({ maxUsers: 1 });
    Client.named(wire, one, "alice");
    const client = new Client(wire, other);
    client.write(other.login("bob"));
    assert.deepEqual(client.read(), other.replies.serverFull);
  },

  "a private message reaches its receiver alone"(wire, one, other) {
    const [alice, bob] = [Client.named(wire, one, "alice"), Client.named(wire, other, "bob")];
    const carol = Client.named(wire, one, "carol");
    alice.sendPrivate("bob", "hi there");
    assert.deepEqual(bob.read(), [other.privateMessage("alice", "bob", "hi there")]);
    assert.deepEqual(alice.read(), one.replies.sendPrivate("bob"));
    assert.deepEqual(carol.read(), []);
  },

  "a message to an unknown user is refused"(wire, one, other) {
    const [alice, bob] = [Client.named(wire, one, "alice"), Client.named(wire, other, "bob")];
    alice.sendPrivate("carol", "hi");
    assert.deepEqual(alice.read(), one.replies.unknownUser("carol"));
    assert.deepEqual(bob.read(), []);
  },

  "a thousand messages in one segment arrive complete and in order"(wire, one, other) {
    const [alice, bob] = [Client.named(wire, one, "alice"), Client.named(wire, other, "bob")];
    const texts = Array.from({ length: 1000 }, (_, index) => `message ${index}`);
    const flood = texts.map((text) => one.sendPrivate("bob", text));
    alice.write(Uint8Array.from(flood.flatMap((bytes) => [...bytes])));
    assert.deepEqual(bob.read(), texts.map((text) => other.privateMessage("alice", "bob", text)));
    assert.deepEqual(alice.read(), texts.flatMap(() => one.replies.sendPrivate("bob")));
  },

  "a connection that ends in the middle of a message disturbs no other user"(wire, one, other) {
    const [alice, bob] = [Client.named(wire, one, "alice"), Client.named(wire, other, "bob")];
    alice.write(one.sendPrivate("bob", "half of it").subarray(0, -3));
    alice.close();
    assert.deepEqual(bob.read(), []);
    bob.sendPrivate("bob", "still here");
    assert.deepEqual(bob.read(), [
      other.privateMessage("bob", "bob", "still here"),
      ...other.replies.sendPrivate("bob"),
    ]);
  },

  "a stream means the same when it arrives byte by byte"(wire, one, other) {
    const bob = Client.named(wire, other, "bob");
    const alice = new Client(wire, one);
    for (const byte of [...one.login("alice"), ...one.sendPrivate("bob", "grüße 👋")]) {
      alice.write(Uint8Array.of(byte));
    }
    assert.deepEqual(alice.read(), [
      ...one.replies.login("alice"),
      ...one.replies.sendPrivate("bob"),
    ]);
    assert.deepEqual(bob.read(), [other.privateMessage("alice", "bob", "grüße 👋")]);
  },

  "a client without the password can do nothing and learns nothing"(_wire, one, other) {
    const wire = lockedWire({ maxUsers: 2 });
    const bob = new Client(wire, other);
    bob.write(other.loginWithPassword("bob", PASSWORD));
    assert.deepEqual(bob.read(), other.replies.loginWithPassword("bob"));
    for (const name of ["bob", "carol", "server", "b\u200bob"]) {
      const client = new Client(wire, one);
      client.write(one.login(name));
      assert.deepEqual(client.read(), one.replies.missingPassword);
      client.write(one.sendPrivate("bob", "hi"));
      client.read();
      const guesser = new Client(wire, one);
      guesser.write(one.loginWithPassword(name, "guess"));
      assert.deepEqual(guesser.read(), one.replies.wrongPassword);
    }
    assert.deepEqual(bob.read(), []);
    assert.deepEqual(wire.hub.userAddresses, ["bob"]);
  },

  "the right password is accepted, also at a second attempt"(_wire, one, other) {
    const wire = lockedWire();
    const [alice, bob] = [new Client(wire, one), new Client(wire, other)];
    alice.write(one.loginWithPassword("alice", "guess"));
    assert.deepEqual(alice.read(), one.replies.wrongPassword);
    assert.deepEqual(wire.hub.userAddresses, []);
    alice.write(one.retryPassword("alice", PASSWORD));
    alice.read();
    bob.write(other.loginWithPassword("bob", PASSWORD));
    assert.deepEqual(bob.read(), other.replies.loginWithPassword("bob"));
    bob.sendPrivate("alice", "hi");
    assert.deepEqual(alice.read(), [one.privateMessage("bob", "alice", "hi")]);
  },

  "a connection ends after ten refused passwords"(_wire, one) {
    const wire = lockedWire();
    const client = new Client(wire, one);
    client.write(one.loginWithPassword("alice", "guess"));
    for (let count = 1; count < 10; count++) {
      assert.equal(client.ended, undefined);
      client.write(one.retryPassword("alice", "guess"));
    }
    assert.equal(client.ended, "too many logins failed");
    client.write(one.retryPassword("alice", PASSWORD));
    assert.deepEqual(wire.hub.userAddresses, []);
  },
};

const PASSWORD = "tea for two: !@ x";

/** Makes a server that asks for a password. */
function lockedWire(options: { maxUsers?: number } = {}): Wire {
  const check = ({ password }: { password: string }) => {
    if (password === "") return "password-missing";
    return password === PASSWORD ? undefined : "password-wrong";
  };
  return new Wire({ ...options, guard: { asksEverybody: true, check } });
}

testEveryPair(CASES);

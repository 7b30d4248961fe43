import assert from "node:assert/strict";
import { Channel } from "../../lib/chat/channel.ts";
import { Hub } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";
import { Refusal } from "../../lib/errors/refusal.ts";
import { processorTime } from "../support/processor_time.ts";

/** A hub with few channels, and the effects of that limit. */
class SmallHub {
  readonly hub: Hub;
  readonly effects: string[] = [];

  constructor(maxChannels: number) {
    this.hub = new Hub({
      sinks: [],
      now: () => 0,
      maxChannels,
      onChannelLimit: (event) =>
        void this.effects.push(
          event.type === "removed" ? `removed ${event.channel.name}` : `refused ${event.code}`,
        ),
    });
  }

  login(name: string, network = ""): User {
    const user = this.hub.login(name, network);
    assert(user instanceof User);
    return user;
  }

  /** Creates an empty channel. Returns it, or the code of a refusal. */
  create(name: string, creator?: User): Channel | string {
    const channel = this.hub.createChannel(name, creator);
    return channel instanceof Refusal ? channel.code : channel;
  }

  /** Creates a channel and joins it. */
  enter(name: string, user: User): Channel {
    const channel = this.create(name, user);
    assert(channel instanceof Channel, `${channel}`);
    this.hub.join(user, channel);
    return channel;
  }

  get names(): readonly string[] {
    return this.hub.channelNames;
  }
}

Deno.test("at the limit, the channel that has been empty for longest makes room", () => {
  const small = new SmallHub(3);
  const { hub, effects } = small;
  const alice = small.login("alice");
  const [a, b, c] = ["a", "b", "c"].map((name) => small.create(name)) as [
    Channel,
    Channel,
    Channel,
  ];
  // Now "b" has been empty for longest, then "c", then "a".
  hub.join(alice, a);
  hub.leave(alice, a);
  small.create("d");
  assert.deepEqual([small.names, hub.channel("b")], [["a", "c", "d"], undefined]);
  hub.join(alice, c);
  small.create("e");
  assert.deepEqual(small.names, ["c", "d", "e"]);
  // The name is free again, and the list stays in the order of creation.
  small.create("b");
  assert.deepEqual(small.names, ["c", "e", "b"]);
  assert.deepEqual(effects, ["removed b", "removed a", "removed d"]);
  assert.deepEqual(b.members.size, 0);
});

Deno.test("a channel with members never makes room", () => {
  const small = new SmallHub(2);
  const [alice, bob] = [small.login("alice"), small.login("bob")];
  small.enter("a", alice);
  small.enter("b", bob);
  assert.equal(small.create("c"), "too-many-channels");
  assert.deepEqual([small.names, small.effects], [["a", "b"], ["refused too-many-channels"]]);
  small.hub.logout(alice);
  assert(small.create("c") instanceof Channel);
  assert.deepEqual(small.names, ["b", "c"]);
});

Deno.test("a refused channel makes no room", () => {
  const small = new SmallHub(1);
  small.create("a");
  assert.equal(small.create("a"), "channel-exists");
  assert.deepEqual([small.names, small.effects], [["a"], []]);
});

for (const [max, share] of [[1, 1], [9, 1], [10, 1], [19, 1], [20, 2], [10_000, 1000]] as const) {
  Deno.test(`one user may have created ${share} of ${max} channels`, () => {
    const small = new SmallHub(max);
    const alice = small.login("alice");
    for (let count = 0; count < share; count++) {
      assert(small.create(`${count}`, alice) instanceof Channel);
    }
    assert.equal(small.create("more", alice), "too-many-by-user");
    assert.deepEqual(small.effects, ["refused too-many-by-user"]);
    assert.equal(small.names.length, share);
    assert(small.create("more", small.login("bob")) instanceof Channel);
  });
}

Deno.test("a user who logs out and in again does not start afresh", () => {
  const small = new SmallHub(20);
  for (const name of ["a", "b"]) {
    const alice = small.login("alice", "net");
    small.enter(name, alice);
    small.hub.logout(alice);
  }
  assert.equal(small.create("c", small.login("alice", "net")), "too-many-by-user");
  // Another user who comes from elsewhere may have the name now.
  small.hub.logout(small.hub.user("alice")!);
  assert(small.create("c", small.login("alice", "elsewhere")) instanceof Channel);
});

Deno.test("a channel that made room no longer counts for its creator", () => {
  const small = new SmallHub(10);
  const alice = small.login("alice");
  small.create("hers", alice);
  assert.equal(small.create("more", alice), "too-many-by-user");
  for (let count = 0; count < 10; count++) small.create(`${count}`);
  assert(!small.names.includes("hers"));
  assert(small.create("more", alice) instanceof Channel);
});

Deno.test("users who create channels in bulk displace those of their own network only", () => {
  const small = new SmallHub(100);
  for (let count = 0; count < 20; count++) {
    const honest = small.login(`honest${count}`, `net${count}`);
    small.enter(`honest${count}`, honest);
    small.hub.logout(honest);
  }
  for (let round = 0; round < 50; round++) {
    const flooder = small.login(`flooder${round}`, "flood");
    for (let count = 0; count < 50; count++) small.create(`${round}.${count}`, flooder);
    small.hub.logout(flooder);
  }
  assert.equal(small.names.length, 100);
  assert.equal(small.names.filter((name) => name.startsWith("honest")).length, 20);
  assert(small.create("tea", small.login("late", "net0")) instanceof Channel);
});

Deno.test("making room takes no longer among a hundred thousand channels", () => {
  const COUNT = 100_000;
  const small = new SmallHub(COUNT);
  const duration = processorTime(() => {
    for (let count = 0; count < 3 * COUNT; count++) small.create(`${count}`);
  });
  assert.equal(small.effects.length, 2 * COUNT);
  assert.equal(small.names[0], `${2 * COUNT}`);
  // This takes less than a second; a search through all of them, once for each, takes minutes.
  assert(duration < 10_000, "far slower than one look-up for each");
});

Deno.test("each channel has a form of its own in IRC, in any order of creation", () => {
  const names = ["a,b", "a_b", "a_,b", "a,,b", "a__b"];
  for (const order of [names, names.toReversed()]) {
    const hub = new Hub({ sinks: [], now: () => 0 });
    for (const name of order) hub.createChannel(name);
    const channels = names.map((name) => hub.channel(name)!);
    assert.deepEqual(channels.map(({ form }) => hub.channelByForm(form)), channels);
  }
});

Deno.test("the form of a channel that is removed belongs to nobody", () => {
  const hub = new Hub({ sinks: [], now: () => 0 });
  const channel = hub.createChannel("a,b");
  assert(channel instanceof Channel);
  hub.discard(channel);
  assert.equal(hub.channelByForm("a_b"), undefined);
});

Deno.test("a channel has the form that another server has chosen, if it is a form and is free", () => {
  const forms = [["a_b_2", "a_b_2"], ["a_b", "a_b"], ["main", "a_b"], ["a_b_x", "a_b"], [
    "x",
    "a_b",
  ]];
  for (const [form = "", expected] of forms) {
    const hub = new Hub({ sinks: [], now: () => 0 });
    hub.createChannel("main");
    const channel = hub.createChannel("a,b", undefined, { createdAt: 7, form });
    assert(channel instanceof Channel);
    assert.deepEqual([channel.form, channel.createdAt], [expected, 7]);
  }
});

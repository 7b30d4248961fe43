import assert from "node:assert/strict";
import { Channel } from "../../lib/chat/channel.ts";
import type { ChatEvent } from "../../lib/chat/event.ts";
import { Hub } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";

/** Makes a hub with Alice, Bob and a channel with both in it, whose events are collected. */
function newChat() {
  const events: ChatEvent[] = [];
  const clock = { now: 1_700_000_000_000 };
  const hub = new Hub({
    sinks: [{ emit: (event) => void events.push(event) }],
    now: () => clock.now,
  });
  const [alice, bob, channel] = [hub.login("alice"), hub.login("bob"), hub.createChannel("tea")];
  assert(alice instanceof User && bob instanceof User && channel instanceof Channel);
  hub.join(alice, channel);
  hub.join(bob, channel);
  return { hub, alice, bob, channel, events, clock };
}

Deno.test("each event has the next id and the time of the hub's clock", () => {
  const { hub, alice, channel, events, clock } = newChat();
  clock.now += 5;
  hub.say(alice, channel, "hi");
  hub.sendPrivate(alice, "bob", "hi");
  // A refused call takes no id.
  hub.sendPrivate(alice, "carol", "hi");
  // The wall clock may go back; ids do not.
  clock.now -= 3000;
  hub.broadcast(alice, "hi");
  hub.leave(alice, channel);
  const start = 1_700_000_000_000;
  assert.deepEqual(events.map(({ id, time, type }) => [id, time - start, type]), [
    [1, 0, "joined"],
    [2, 0, "joined"],
    [3, 5, "message"],
    [4, 5, "private"],
    [5, -2995, "broadcast"],
    [6, -2995, "left"],
  ]);
});

Deno.test("every sink gets every event, in the order of the sinks, before the call returns", () => {
  const seen: string[] = [];
  const sink = (name: string) => ({
    emit: ({ id, type }: ChatEvent) => void seen.push(`${name} ${id} ${type}`),
  });
  const hub = new Hub({ sinks: [sink("first"), sink("second"), sink("third")], now: () => 0 });
  const [alice, channel] = [hub.login("alice"), hub.createChannel("tea")];
  assert(alice instanceof User && channel instanceof Channel);
  assert.deepEqual(seen, []);
  hub.join(alice, channel);
  assert.deepEqual(seen.splice(0), ["first 1 joined", "second 1 joined", "third 1 joined"]);
  hub.say(alice, channel, "hi");
  assert.deepEqual(seen, ["first 2 message", "second 2 message", "third 2 message"]);
});

Deno.test("a user is a member in the events of joining, and no longer in those of leaving", () => {
  const members: number[] = [];
  const hub = new Hub({
    sinks: [{
      emit(event) {
        if (event.type === "joined" || event.type === "left") {
          members.push(event.channel.members.size, event.user.channels.length);
        }
      },
    }],
    now: () => 0,
  });
  const [alice, channel] = [hub.login("alice"), hub.createChannel("tea")];
  assert(alice instanceof User && channel instanceof Channel);
  hub.join(alice, channel);
  hub.leave(alice, channel);
  assert.deepEqual(members, [1, 1, 0, 0]);
});

Deno.test("an event of leaving says whether the user chose to leave or disconnected", () => {
  const { hub, alice, bob, channel, events } = newChat();
  hub.leave(alice, channel);
  hub.join(alice, channel);
  hub.leave(alice, channel, { reason: "left", farewell: "tea is cold" });
  hub.logout(alice);
  hub.logout(bob);
  const departures = events.flatMap((event) => event.type === "left" ? [event.departure] : []);
  assert.deepEqual(departures, [
    { reason: "left" },
    { reason: "left", farewell: "tea is cold" },
    { reason: "disconnected" },
  ]);
});

Deno.test("the farewell of a user who logs out reaches every channel", () => {
  const { hub, alice, events } = newChat();
  const milk = hub.createChannel("milk");
  assert(milk instanceof Channel);
  hub.join(alice, milk);
  const departure = { reason: "disconnected", farewell: "gone for lunch" } as const;
  hub.logout(alice, departure);
  const left = events.flatMap((event) =>
    event.type === "left" ? [[event.channel.name, event.departure]] : []
  );
  assert.deepEqual(left, [["tea", departure], ["milk", departure]]);
});

Deno.test("a message that comes late or again does not make its sender idle for longer", () => {
  const { hub, alice, bob, channel, clock } = newChat();
  hub.say(alice, channel, "hi");
  const earlier = { id: 1, time: clock.now - 60_000 };
  hub.remote.sendPrivate(alice, bob, "hi", earlier);
  hub.remote.say(alice, channel, "hi", earlier);
  hub.remote.broadcast(alice, "hi", earlier);
  assert.equal(alice.activeAt, clock.now);
  hub.remote.say(alice, channel, "hi", { id: 2, time: clock.now + 1 });
  assert.equal(alice.activeAt, clock.now + 1);
});

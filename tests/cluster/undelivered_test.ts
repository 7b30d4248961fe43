import assert from "node:assert/strict";
import type { ChatEvent } from "../../lib/chat/event.ts";
import { Hub } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";
import { ClusterIds } from "../../lib/cluster/cluster_ids.ts";
import { RemoteSession } from "../../lib/cluster/remote_session.ts";
import { Undelivered } from "../../lib/cluster/undelivered.ts";
import { Refusal } from "../../lib/errors/refusal.ts";
import { Roster } from "../../lib/serving/roster.ts";
import { ManualClock } from "../support/manual_clock.ts";

/** A hub with ann here, and bob on another server; and what comes to users. */
function scene(
  owner: string | undefined = "bob's hash",
  isRegistered = false,
  readsIds = true,
) {
  const heard: string[] = [];
  const sent: number[] = [];
  const clock = new ManualClock();
  const roster = new Roster();
  const ids = new ClusterIds(0, () => clock.now());
  const hub = new Hub({
    ids,
    now: () => clock.now(),
    takeForAbsent: (_from, address, text) => {
      if (!isRegistered) return new Refusal("no-such-user");
      heard.push(`for ${address} later: ${text}`);
    },
    sinks: [{
      emit(event: ChatEvent) {
        undelivered?.note(event);
        if (event.type !== "private") return;
        heard.push(`${event.to.name}@${event.to.server ?? "here"}: ${event.text}`);
        sent.push(event.id);
      },
    }],
  });
  const undelivered = new Undelivered({ hub, roster, ids, clock });
  const ann = hub.login("ann") as User;
  roster.add(ann, {
    ...{ peer: { hostname: "", port: 0 }, dialect: "", loggedInAt: 0 },
    ...{ owner: { key: undefined, readsIds }, putOut() {}, deliverAgain() {}, charge() {} },
  });
  /** Logs bob in on another server. */
  const bobOn = (server: string, hash = owner) => {
    const bob = new User("bob");
    bob.server = server;
    hub.admit(bob);
    const facts = {
      ...{ name: "bob", network: "n", host: "h", username: "u", address: "", port: 0 },
      ...{ dialect: "", loggedInAt: 0, loginId: 1, owner: hash },
    };
    roster.add(bob, new RemoteSession(facts, async () => {}));
    undelivered.onOwner();
    return bob;
  };
  const say = (text: string) => hub.sendPrivate(ann, "bob", text);
  return { hub, clock, roster, undelivered, bobOn, say, heard, sent };
}

const LOST = "ann@here: The server of bob is lost, and maybe your last message with it";

Deno.test("what a dead server has not taken goes to the recipient's next server, once", () => {
  const { hub, clock, undelivered, bobOn, say, heard, sent } = scene();
  const bob = bobOn("b1");
  say("taken");
  undelivered.onArrived("b1", sent[0]!);
  say("one");
  say("two");
  heard.length = 0;
  undelivered.onEnd("b1");
  hub.logout(bob);
  assert.deepEqual(heard, []);
  bobOn("c1");
  clock.advance(1);
  assert.deepEqual(heard, ["bob@c1: one", "bob@c1: two"]);
  undelivered.onEnd("b1");
  clock.advance(200_000);
  assert.equal(heard.length, 2);
});

Deno.test("a recipient who was on another server before the death has it at once", () => {
  const { hub, undelivered, bobOn, say, heard } = scene();
  const bob = bobOn("b1");
  say("hello");
  hub.logout(bob);
  bobOn("c1");
  heard.length = 0;
  undelivered.onEnd("b1");
  assert.deepEqual(heard, ["bob@c1: hello"]);
});

Deno.test("somebody else with the recipient's name gets nothing, and the sender learns so", () => {
  const { hub, clock, undelivered, bobOn, say, heard } = scene();
  const bob = bobOn("b1");
  say("secret");
  undelivered.onEnd("b1");
  hub.logout(bob);
  heard.length = 0;
  bobOn("c1", "another hash");
  clock.advance(130_000);
  assert.deepEqual(heard, [LOST]);
});

Deno.test("for a client without a token, the sender learns at once what may be lost", () => {
  const { undelivered, bobOn, say, heard } = scene("");
  bobOn("b1");
  say("one");
  say("two");
  heard.length = 0;
  undelivered.onEnd("b1");
  assert.deepEqual(heard, [LOST]);
});

Deno.test("a server that was only stopped takes its messages when it is back", () => {
  const { clock, undelivered, bobOn, say, heard, sent } = scene();
  bobOn("b1");
  say("hello");
  undelivered.onEnd("b1");
  undelivered.onArrived("b1", sent[0]!);
  clock.advance(130_000);
  assert.deepEqual(heard, ["bob@b1: hello"]);
});

Deno.test("a message that came too late waits for the owner of a registered name", () => {
  for (const isRegistered of [true, false]) {
    const { hub, undelivered, bobOn, say, heard, sent } = scene("", isRegistered);
    const bob = bobOn("b1");
    say("hello");
    heard.length = 0;
    hub.logout(bob);
    undelivered.onMissed("b1", [sent[0]!]);
    undelivered.onArrived("b1", sent[0]!);
    assert.deepEqual(heard, [
      isRegistered
        ? "for bob later: hello"
        : "ann@here: bob has left, and your last message came too late",
    ]);
  }
});

Deno.test("only a sender whose client reads ids is told that a message came too late", () => {
  for (const readsIds of [true, false]) {
    const { hub, undelivered, bobOn, say, heard, sent } = scene("", false, readsIds);
    const bob = bobOn("b1");
    say("hello");
    heard.length = 0;
    hub.logout(bob);
    undelivered.onMissed("b1", [sent[0]!]);
    assert.equal(heard.length, readsIds ? 1 : 0);
  }
});

Deno.test("a message that came too late is not kept for somebody else with the name", () => {
  const { hub, undelivered, bobOn, say, heard, sent } = scene("", true);
  const bob = bobOn("b1");
  say("hello");
  hub.logout(bob);
  bobOn("c1", "another hash");
  heard.length = 0;
  undelivered.onMissed("b1", [sent[0]!]);
  assert.deepEqual(heard, ["ann@here: bob has left, and your last message came too late"]);
});

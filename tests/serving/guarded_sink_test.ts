import assert from "node:assert/strict";
import { Channel } from "../../lib/chat/channel.ts";
import type { ChatEvent, EventSink } from "../../lib/chat/event.ts";
import { Hub } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";
import { InternalErrors } from "../../lib/net/internal_errors.ts";
import { GuardedSink } from "../../lib/serving/guarded_sink.ts";
import { ManualClock } from "../support/manual_clock.ts";

Deno.test("a sink that throws leaves no half of a state, and the other sinks get every event", () => {
  const errors = new InternalErrors(new ManualClock(), () => {});
  const heard: string[] = [];
  const failing: EventSink = {
    emit() {
      throw new TypeError("a bug");
    },
  };
  const other = {
    emit: (event: ChatEvent) =>
      void heard.push("channel" in event ? `${event.type} ${event.channel.name}` : event.type),
  };
  const sinks = [failing, other].map((sink) => new GuardedSink(sink, errors));
  const hub = new Hub({ sinks, now: () => 0 });
  const user = hub.login("ann");
  assert(user instanceof User);
  for (const name of ["tea", "milk"]) {
    const channel = hub.createChannel(name);
    assert(channel instanceof Channel);
    hub.join(user, channel);
  }
  hub.broadcast(user, "hello");
  hub.logout(user);
  assert.deepEqual(heard, ["joined tea", "joined milk", "broadcast", "left tea", "left milk"]);
  assert.equal(hub.users.size, 0);
  for (const name of ["tea", "milk"]) assert.equal(hub.channel(name)!.members.size, 0);
  assert.equal(errors.count, 5);
});

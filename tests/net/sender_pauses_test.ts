import { settle } from "../support/settle.ts";
import assert from "node:assert/strict";
import type { Log } from "../../lib/net/log.ts";
import type { Outbox } from "../../lib/net/outbox.ts";
import { Fixture, LIMITS, type Member, Sender } from "./pausing_senders.ts";
import { processorTime } from "../support/processor_time.ts";

const KIB = 1024;

Deno.test("a receiver of private messages that makes progress every 13 s stays, and its senders pause", async () => {
  const fixture = new Fixture();
  const slow = fixture.member(LIMITS.queue);
  const first = fixture.sender(slow.outbox);
  for (let taken = 0; taken < 50; taken++) {
    await fixture.pass(13_000);
    assert.equal(slow.expelledFor, undefined);
    assert.equal(first.isPaused, true);
    assert.equal(fixture.sender(slow.outbox).isPaused, true);
    slow.take(KIB);
  }
  // The pauses end once it has caught up.
  slow.take(slow.outbox.backlog - LIMITS.queue / 4);
  await settle();
  assert.equal(first.isPaused, false);
  assert.equal(fixture.sender(slow.outbox).isPaused, false);
  fixture.consumers.remove(slow.outbox);
});

Deno.test("a receiver of private messages without progress for 20 s is expelled", async () => {
  const fixture = new Fixture();
  const stuck = fixture.member(LIMITS.queue);
  const sender = fixture.sender(stuck.outbox);
  await fixture.pass(13_000);
  stuck.take(1);
  await fixture.pass(20_000);
  assert.equal(stuck.expelledFor, undefined);
  assert.equal(sender.isPaused, true);
  await fixture.pass(100);
  assert.equal(stuck.expelledFor, "too far behind");
  assert.equal(sender.isPaused, false);
  assert.equal(fixture.clock.pendingTimers, 0);
});

Deno.test("the bytes of one message do not expel a receiver that reads, however many they are", async () => {
  const fixture = new Fixture();
  const slow = fixture.member(10 * LIMITS.queue);
  for (let taken = 0; taken < 5; taken++) {
    await fixture.pass(19_000);
    assert.equal(slow.expelledFor, undefined);
    slow.take(KIB);
  }
  fixture.consumers.remove(slow.outbox);
});

Deno.test("when all queues together exceed their limit, patience with receivers is short", async () => {
  const fixture = new Fixture({ allQueues: 10 * LIMITS.queue });
  const members = Array.from({ length: 11 }, () => fixture.member(LIMITS.queue + 1));
  const senders = members.map(({ outbox }) => fixture.sender(outbox));
  await fixture.pass(2000);
  assert(members.every(({ expelledFor }) => expelledFor === undefined));
  await fixture.pass(100);
  // Once enough are gone to stay within the limit, the others have time.
  const expelled = members.filter(({ expelledFor }) => expelledFor !== undefined);
  assert(expelled.length >= 1);
  members.forEach(({ expelledFor }, at) => {
    if (expelledFor) assert.equal(senders[at]!.isPaused, false);
  });
  await fixture.pass(3000);
  for (const { outbox } of members) fixture.consumers.remove(outbox);
});

Deno.test("when all queues together exceed their limit, reading a little is not enough to stay", async () => {
  const fixture = new Fixture({ allQueues: 10 * LIMITS.queue });
  const members = Array.from({ length: 20 }, () => fixture.member(2 * LIMITS.queue));
  const senders = members.map(({ outbox }) => fixture.sender(outbox));
  for (let waited = 0; waited <= LIMITS.maxPause + 100; waited += 1000) {
    for (const member of members) if (!member.expelledFor) member.take(1);
    await fixture.pass(1000);
  }
  const left = members.filter(({ expelledFor }) => expelledFor === undefined);
  const queued = left.reduce((sum, { outbox }) => sum + outbox.ownBacklog, 0);
  assert(queued <= 10 * LIMITS.queue, `${left.length} members have ${queued} bytes queued`);
  assert(senders.some(({ isPaused }) => !isPaused));
  for (const { outbox } of members) fixture.consumers.remove(outbox);
});

/** Makes a member lag behind a channel by so many bytes. */
function lag(member: Member, log: Log<Outbox>, bytes: number): void {
  if (!member.outbox.follows(log)) member.outbox.follow(log);
  log.append(new Uint8Array(bytes));
  member.queue(0);
  for (const reader of log.readers) if (reader !== member.outbox) reader.written(bytes);
}

Deno.test("a channel's senders pause for a member for ten seconds in all", async () => {
  const fixture = new Fixture();
  const log = fixture.channel(10);
  const slow = fixture.member();
  lag(slow, log, 0.75 * LIMITS.window);
  let sender = fixture.sender(log);
  let pausedMs = 0;
  for (; sender.isPaused; pausedMs += 500) {
    slow.take(1);
    await fixture.pass(500);
    if (pausedMs === 5000) {
      // It catches up a little: the senders go on, and soon have to pause again.
      slow.take(slow.outbox.backlog - LIMITS.window / 4);
      await settle();
      assert.equal(sender.isPaused, false);
      lag(slow, log, 0.5 * LIMITS.window);
      sender = fixture.sender(log);
    }
  }
  assert(Math.abs(pausedMs - LIMITS.maxPause) <= 1000, `paused for ${pausedMs} ms`);
  assert.equal(slow.expelledFor, undefined);
  log.append(new Uint8Array(LIMITS.window));
  slow.queue(0);
  assert.equal(slow.expelledFor, "too far behind");
});

Deno.test("half a second without a write means nothing", async () => {
  const fixture = new Fixture();
  const log = fixture.channel(10);
  const slow = fixture.member();
  lag(slow, log, 0.75 * LIMITS.window);
  const sender = fixture.sender(log);
  for (const waitMs of [500, 1000, 1900]) {
    await fixture.pass(waitMs);
    assert.equal(sender.isPaused, true);
    slow.take(1);
  }
  await fixture.pass(2100);
  assert.equal(sender.isPaused, false);
  fixture.consumers.remove(slow.outbox);
});

Deno.test("private messages to a member do not make its channel's senders pause", async () => {
  const fixture = new Fixture();
  const log = fixture.channel(10);
  const flooded = fixture.member();
  flooded.outbox.follow(log);
  flooded.queue(10 * LIMITS.queue);
  assert.equal(fixture.sender(log).isPaused, false);
  // It reads as little as it can without being disconnected.
  for (let taken = 0; taken < 10; taken++) {
    await fixture.pass(19_000);
    assert.equal(flooded.expelledFor, undefined);
    flooded.take(1);
    assert.equal(fixture.sender(log).isPaused, false);
    assert.equal(fixture.sender(flooded.outbox).isPaused, true);
  }
  fixture.consumers.remove(flooded.outbox);
});

Deno.test("private messages to a member do not give it more time in its channel", async () => {
  const fixture = new Fixture();
  const log = fixture.channel(10);
  const slow = fixture.member();
  lag(slow, log, 0.75 * LIMITS.window);
  slow.queue(LIMITS.queue);
  const sender = fixture.sender(log);
  assert.equal(sender.isPaused, true);
  for (let waited = 0; waited <= LIMITS.maxPause; waited += 1000) {
    slow.take(1);
    await fixture.pass(1000);
  }
  assert.equal(sender.isPaused, false);
  assert.equal(fixture.sender(log).isPaused, false);
  assert.equal(fixture.sender(slow.outbox).isPaused, true);
  fixture.consumers.remove(slow.outbox);
});

Deno.test("a broadcast's sender pauses for ten seconds in all, even for a receiver that reads", async () => {
  const fixture = new Fixture();
  const slow = fixture.member(LIMITS.queue);
  const [broadcaster, friend] = [fixture.sender(slow.outbox, true), fixture.sender(slow.outbox)];
  let pausedMs = 0;
  for (; broadcaster.isPaused; pausedMs += 1000) {
    assert(pausedMs <= LIMITS.maxPause);
    await fixture.pass(1000);
    slow.take(1);
  }
  assert(pausedMs >= LIMITS.maxPause);
  assert.equal(fixture.sender(slow.outbox, true).isPaused, false);
  assert.equal(friend.isPaused, true);
  assert.equal(slow.expelledFor, undefined);
  fixture.consumers.remove(slow.outbox);
});

Deno.test("a sender to many users pauses until the last of them has caught up", async () => {
  const fixture = new Fixture();
  const slow = Array.from({ length: 3 }, () => fixture.member(LIMITS.queue));
  const sender = new Sender(fixture.consumers.pauseAfter(() => {
    for (const { outbox } of slow) fixture.consumers.addressed(outbox, true);
  }));
  for (const member of slow) {
    assert.equal(sender.isPaused, true);
    member.take(member.outbox.backlog);
    await settle();
  }
  assert.equal(sender.isPaused, false);
  assert.equal(fixture.clock.pendingTimers, 0);
});

Deno.test("a sender goes on when the receiver's connection ends", async () => {
  const fixture = new Fixture();
  const slow = fixture.member(LIMITS.queue);
  const sender = fixture.sender(slow.outbox);
  assert.equal(sender.isPaused, true);
  fixture.consumers.remove(slow.outbox);
  await settle();
  assert.equal(sender.isPaused, false);
});

Deno.test("a receiver that is expelled because of the bytes themselves does not pause their sender", () => {
  const fixture = new Fixture();
  const slow = fixture.member(LIMITS.queue);
  const pause = fixture.consumers.pauseAfter(() => {
    fixture.consumers.addressed(slow.outbox);
    fixture.consumers.remove(slow.outbox);
  });
  assert.equal(pause, undefined);
});

Deno.test("a broadcast to 5000 users beside 500 slow ones is noted in little time", () => {
  const fixture = new Fixture();
  const slow = Array.from({ length: 500 }, () => fixture.member(LIMITS.backlog));
  const users = Array.from({ length: 5000 }, () => fixture.member());
  const duration = processorTime(() =>
    fixture.consumers.pauseAfter(() => {
      for (const { outbox } of [...users, ...slow]) fixture.consumers.addressed(outbox, true);
    })
  );
  assert(duration < 200, `took ${duration} ms`);
  for (const { outbox } of slow) fixture.consumers.remove(outbox);
});

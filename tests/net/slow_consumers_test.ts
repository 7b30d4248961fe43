import assert from "node:assert/strict";
import { Laggards } from "../../lib/net/slow_consumers.ts";
import { Log } from "../../lib/net/log.ts";
import { Outbox } from "../../lib/net/outbox.ts";

const LIMITS = {
  backlog: 100,
  window: 100_000,
  queue: 1000,
  patience: 100,
  patienceWithFew: 10,
  longest: 5000,
};

/** Somebody who has `bytes` waiting, and the reason why it was dropped. */
class Member {
  readonly outbox = new Outbox({ flush: () => {} });
  readonly #laggards: Laggards;
  dropped: string | undefined;

  constructor(laggards: Laggards, bytes: number) {
    this.#laggards = laggards;
    this.send(bytes);
  }

  send(bytes: number): void {
    this.outbox.send(new Uint8Array(bytes));
    this.#laggards.check(this);
  }

  expel(reason: string): void {
    this.dropped = reason;
    this.#laggards.remove(this.outbox);
  }

  take(bytes: number): void {
    this.outbox.written(bytes);
    this.#laggards.progressed(this.outbox);
  }
}

/** A clock that goes on when it is told to. */
class Clock {
  #time = 0;
  readonly now = () => this.#time;

  pass(laggards: Laggards, milliseconds: number): void {
    this.#time += milliseconds;
    laggards.checkAll();
  }
}

/** What somebody has to wait for who sends to those members. */
function reliefFrom(laggards: Laggards, ...members: Member[]): Promise<unknown> | undefined {
  return laggards.reliefFrom(() => {
    for (const { outbox } of members) laggards.blame(outbox);
  });
}

Deno.test("Laggards lets senders wait for who is far behind, until it has caught up", async () => {
  const laggards = new Laggards(LIMITS);
  const [slow, fine] = [new Member(laggards, 600), new Member(laggards, 400)];
  assert.equal(reliefFrom(laggards, fine), undefined);
  let isRelieved = false;
  const relief = reliefFrom(laggards, slow, fine)!.then(() => isRelieved = true);
  slow.take(300);
  await Promise.resolve();
  assert(!isRelieved, "too early");
  slow.take(100);
  await relief;
  assert.equal(reliefFrom(laggards, slow), undefined);
  for (const { outbox } of [slow, fine]) laggards.remove(outbox);
});

Deno.test("Laggards lets nobody wait for what others have sent", () => {
  const laggards = new Laggards(LIMITS);
  const slow = new Member(laggards, 600);
  // Nothing was read: somebody has left.
  laggards.blame(slow.outbox);
  assert.equal(reliefFrom(laggards), undefined);
  laggards.remove(slow.outbox);
});

Deno.test("Laggards drops who takes nothing once it is beyond the limit, not before", () => {
  const clock = new Clock();
  const laggards = new Laggards(LIMITS, clock.now);
  const [beyond, within] = [new Member(laggards, 1001), new Member(laggards, 900)];
  clock.pass(laggards, LIMITS.patienceWithFew);
  assert.equal(beyond.dropped, undefined);
  clock.pass(laggards, 1);
  assert.equal(beyond.dropped, "too far behind");
  assert.equal(within.dropped, undefined);
  assert.equal(reliefFrom(laggards, within), undefined, "somebody waits for who takes nothing");
  within.send(101);
  assert.equal(within.dropped, "too far behind");
});

Deno.test("Laggards drops who takes nothing for long, though it is within the limit", () => {
  const clock = new Clock();
  const laggards = new Laggards(LIMITS, clock.now);
  const [stuck, little] = [new Member(laggards, 101), new Member(laggards, 99)];
  clock.pass(laggards, LIMITS.patience);
  assert.equal(stuck.dropped, undefined);
  clock.pass(laggards, 1);
  assert.equal(stuck.dropped, "too far behind");
  assert.equal(little.dropped, undefined);
  laggards.remove(little.outbox);
});

Deno.test("Laggards lets nobody wait for long, even for who goes on taking bytes", async () => {
  const clock = new Clock();
  const laggards = new Laggards(LIMITS, clock.now);
  const slow = new Member(laggards, 100_000);
  const relief = reliefFrom(laggards, slow);
  assert(relief);
  while (clock.now() <= LIMITS.longest) {
    assert.equal(slow.dropped, undefined);
    slow.take(1);
    clock.pass(laggards, LIMITS.patienceWithFew);
  }
  await relief;
  assert.equal(slow.dropped, "too far behind");
});

Deno.test("Laggards waits for who takes something again, but not for longer in all", async () => {
  const clock = new Clock();
  const laggards = new Laggards(LIMITS, clock.now);
  const slow = new Member(laggards, 990);
  for (let waited = 0; waited <= LIMITS.longest; waited += LIMITS.patienceWithFew + 1) {
    const relief = reliefFrom(laggards, slow);
    assert(relief, `not waited for after ${waited}`);
    clock.pass(laggards, LIMITS.patienceWithFew + 1);
    await relief;
    slow.take(1);
  }
  assert.equal(reliefFrom(laggards, slow), undefined);
  laggards.remove(slow.outbox);
});

Deno.test("Laggards lets much more wait in a channel's log than for one connection alone", () => {
  const laggards = new Laggards(LIMITS);
  const log = new Log<Outbox>();
  const member = new Member(laggards, 200);
  member.outbox.follow(log);
  log.append(new Uint8Array(49_000));
  member.send(1);
  assert.equal(reliefFrom(laggards, member), undefined);
  log.append(new Uint8Array(1001));
  assert(reliefFrom(laggards, member));
  laggards.remove(member.outbox);
});

Deno.test("Laggards has less patience with a few of a channel than with most of it", () => {
  for (const [others, patience] of [[2, LIMITS.patienceWithFew], [1, LIMITS.patience]] as const) {
    const clock = new Clock();
    const laggards = new Laggards(LIMITS, clock.now);
    const log = new Log<Outbox>();
    for (let count = 0; count < others; count++) new Outbox({ flush: () => {} }).follow(log);
    const stuck = new Member(laggards, 600);
    stuck.outbox.follow(log);
    clock.pass(laggards, patience);
    assert(reliefFrom(laggards, stuck), "not waited for");
    clock.pass(laggards, 1);
    assert.equal(reliefFrom(laggards, stuck), undefined);
    laggards.remove(stuck.outbox);
  }
});

Deno.test("Laggards does not blame a crowd for a busy machine, unless it is a small part of a channel", () => {
  for (
    const [lagging, others, areDropped] of [[8, 56, false], [7, 0, true], [8, 57, true]] as const
  ) {
    const clock = new Clock();
    const laggards = new Laggards(LIMITS, clock.now);
    const log = new Log<Outbox>();
    for (let count = 0; count < others; count++) new Outbox({ flush: () => {} }).follow(log);
    const members = Array.from({ length: lagging }, () => {
      const member = new Member(laggards, 200);
      member.outbox.follow(log);
      return member;
    });
    clock.pass(laggards, LIMITS.patience + 1);
    for (const { dropped } of members) assert.equal(dropped !== undefined, areDropped);
    for (const { outbox } of members) laggards.remove(outbox);
  }
});

Deno.test("Laggards looks after them by itself", async () => {
  const laggards = new Laggards({ ...LIMITS, patienceWithFew: 0 });
  const stuck = new Member(laggards, 900);
  await reliefFrom(laggards, stuck);
  laggards.remove(stuck.outbox);
});

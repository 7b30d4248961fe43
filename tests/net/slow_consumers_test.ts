import assert from "node:assert/strict";
import { Log } from "../../lib/net/log.ts";
import { Outbox } from "../../lib/net/outbox.ts";
import { SlowConsumers } from "../../lib/net/slow_consumers.ts";
import { ManualClock } from "../support/manual_clock.ts";

const LIMITS = {
  backlog: 100,
  window: 100_000,
  queue: 1000,
  patience: 100,
  patienceWithFew: 10,
  maxPause: 5000,
  // No patience in private: the queues stand for channels here.
  patienceInPrivate: 100,
  allQueues: 0,
};

/** Slow consumers with a clock of their own. */
class Consumers extends SlowConsumers {
  readonly clock: ManualClock;

  constructor(clock = new ManualClock()) {
    super(LIMITS, clock);
    this.clock = clock;
  }

  /** Moves the time on, and checks at once instead of at the next interval. */
  pass(durationMs: number): void {
    this.clock.advance(durationMs);
    this.checkAll();
  }

  /** Returns a promise if a sender to these members has to pause. */
  pauseAfterSendingTo(...members: Member[]): Promise<unknown> | undefined {
    return this.pauseAfter(() => {
      for (const { outbox } of members) this.addressed(outbox);
    });
  }
}

/** A connection with a backlog of `bytes`. */
class Member {
  readonly outbox = new Outbox({ flush: () => {} });
  readonly #consumers: Consumers;
  /** The reason why it was disconnected. */
  expelled: string | undefined;

  constructor(consumers: Consumers, bytes: number) {
    this.#consumers = consumers;
    this.queue(bytes);
  }

  queue(bytes: number): void {
    this.outbox.send(new Uint8Array(bytes));
    this.#consumers.check(this);
  }

  expel(reason: string): void {
    this.expelled = reason;
    this.#consumers.remove(this.outbox);
  }

  /** Reads bytes of its backlog. */
  read(bytes: number): void {
    this.outbox.written(bytes);
    this.#consumers.progressed(this.outbox);
  }
}

/** Makes a channel's log that so many members follow who keep up. */
function logWithMembers(count: number): Log<Outbox> {
  const log = new Log<Outbox>();
  for (let at = 0; at < count; at++) new Outbox({ flush: () => {} }).follow(log);
  return log;
}

Deno.test("senders to a member that lags far behind pause until it has caught up", async () => {
  const consumers = new Consumers();
  const [slow, fine] = [new Member(consumers, 600), new Member(consumers, 400)];
  assert.equal(consumers.pauseAfterSendingTo(fine), undefined);
  let isOver = false;
  const pause = consumers.pauseAfterSendingTo(slow, fine)!.then(() => isOver = true);
  slow.read(300);
  await Promise.resolve();
  assert(!isOver, "too early");
  slow.read(100);
  await pause;
  assert.equal(consumers.pauseAfterSendingTo(slow), undefined);
});

Deno.test("a client pauses only for messages of its own", () => {
  const consumers = new Consumers();
  const slow = new Member(consumers, 600);
  // No input is being processed: the event follows from a disconnect, for example.
  consumers.addressed(slow.outbox);
  assert.equal(consumers.pauseAfterSendingTo(), undefined);
});

Deno.test("input that fails to be processed leaves no sender to pause", () => {
  const consumers = new Consumers();
  const slow = new Member(consumers, 600);
  assert.throws(() =>
    consumers.pauseAfter(() => {
      throw new Error("a bug");
    }), /a bug/);
  consumers.addressed(slow.outbox);
  assert.equal(consumers.pauseAfterSendingTo(), undefined);
});

Deno.test("a stuck member is disconnected once it exceeds the limit, not before", () => {
  const consumers = new Consumers();
  const [beyond, within] = [new Member(consumers, 1001), new Member(consumers, 900)];
  consumers.pass(LIMITS.patienceWithFew);
  assert.equal(beyond.expelled, undefined);
  consumers.pass(1);
  assert.equal(beyond.expelled, "too far behind");
  assert.equal(within.expelled, undefined);
  assert.equal(consumers.pauseAfterSendingTo(within), undefined, "a sender pauses for it");
  within.queue(101);
  assert.equal(within.expelled, "too far behind");
});

Deno.test("a member that is stuck for long is disconnected although it is within the limit", () => {
  const consumers = new Consumers();
  const [stuck, little] = [new Member(consumers, 101), new Member(consumers, 99)];
  consumers.pass(LIMITS.patience);
  assert.equal(stuck.expelled, undefined);
  consumers.pass(1);
  assert.equal(stuck.expelled, "too far behind");
  assert.equal(little.expelled, undefined);
});

Deno.test("senders do not pause for long, even for a member that makes progress", async () => {
  const consumers = new Consumers();
  const slow = new Member(consumers, 100_000);
  const pause = consumers.pauseAfterSendingTo(slow);
  assert(pause);
  while (consumers.clock.now() <= LIMITS.maxPause) {
    assert.equal(slow.expelled, undefined);
    slow.read(1);
    consumers.pass(LIMITS.patienceWithFew);
  }
  await pause;
  assert.equal(slow.expelled, "too far behind");
});

Deno.test("senders pause again for a member that makes progress again, up to a limit in all", async () => {
  const consumers = new Consumers();
  const slow = new Member(consumers, 990);
  for (let paused = 0; paused <= LIMITS.maxPause; paused += LIMITS.patienceWithFew + 1) {
    const pause = consumers.pauseAfterSendingTo(slow);
    assert(pause, `no pause after ${paused} ms of them`);
    consumers.pass(LIMITS.patienceWithFew + 1);
    await pause;
    slow.read(1);
  }
  assert.equal(consumers.pauseAfterSendingTo(slow), undefined);
});

Deno.test("a member may lag further behind in a channel's log than in its own queue", () => {
  const consumers = new Consumers();
  const log = new Log<Outbox>();
  const member = new Member(consumers, 200);
  member.outbox.follow(log);
  log.append(new Uint8Array(49_000));
  member.queue(1);
  assert.equal(consumers.pauseAfterSendingTo(member), undefined);
  log.append(new Uint8Array(1001));
  assert(consumers.pauseAfterSendingTo(member));
});

Deno.test("unread bytes in several logs count together", () => {
  const consumers = new Consumers();
  const logs = [new Log<Outbox>(), new Log<Outbox>()] as const;
  const member = new Member(consumers, 200);
  for (const log of logs) {
    member.outbox.follow(log);
    log.append(new Uint8Array(25_001));
  }
  for (const log of logs) assert(consumers.pauseAfter(() => consumers.addressed(log)));
  assert.equal(consumers.pauseAfter(() => consumers.addressed(new Log<Outbox>())), undefined);
});

Deno.test("patience is shorter with a few members of a channel than with most of them", () => {
  for (const [others, patience] of [[2, LIMITS.patienceWithFew], [1, LIMITS.patience]] as const) {
    const consumers = new Consumers();
    const log = logWithMembers(others);
    const stuck = new Member(consumers, 600);
    stuck.outbox.follow(log);
    consumers.pass(patience);
    assert(consumers.pauseAfterSendingTo(stuck), "no pause");
    consumers.pass(1);
    assert.equal(consumers.pauseAfterSendingTo(stuck), undefined);
  }
});

Deno.test("a crowd is not disconnected for a busy machine, unless it is a small part of a channel", () => {
  for (
    const [lagging, others, areExpelled] of [[8, 56, false], [7, 0, true], [8, 57, true]] as const
  ) {
    const consumers = new Consumers();
    const log = logWithMembers(others);
    const members = Array.from({ length: lagging }, () => {
      const member = new Member(consumers, 200);
      member.outbox.follow(log);
      return member;
    });
    consumers.pass(LIMITS.patience + 1);
    for (const { expelled } of members) assert.equal(expelled !== undefined, areExpelled);
  }
});

Deno.test("slow consumers are checked every 100 ms, and no timer runs without any", async () => {
  const clock = new ManualClock();
  const consumers = new Consumers(clock);
  assert.equal(clock.pendingTimers, 0);
  const stuck = new Member(consumers, 900);
  assert.equal(clock.pendingTimers, 1);
  const pause = consumers.pauseAfterSendingTo(stuck);
  clock.advance(100);
  await pause;
  clock.advance(100);
  assert.equal(stuck.expelled, "too far behind");
  assert.equal(clock.pendingTimers, 0);
});

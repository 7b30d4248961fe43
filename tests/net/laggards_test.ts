import assert from "node:assert/strict";
import { Laggards } from "../../lib/net/laggards.ts";
import { Log } from "../../lib/net/log.ts";
import { Outbox } from "../../lib/net/outbox.ts";

const LIMITS = { backlog: 1000, patience: 100, patienceWithFew: 10, longest: 5000 };

/** Somebody who has `bytes` waiting, and the reason why it was dropped. */
class Member {
  readonly outbox = new Outbox(() => {});
  readonly #laggards: Laggards;
  dropped: string | undefined;

  constructor(laggards: Laggards, bytes: number) {
    this.#laggards = laggards;
    this.send(bytes);
  }

  send(bytes: number): void {
    this.outbox.send(new Uint8Array(bytes));
    this.#laggards.check(this.outbox, (reason) => {
      this.dropped = reason;
      this.#laggards.remove(this.outbox);
    });
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

function blame(laggards: Laggards, ...members: Member[]): Promise<unknown> | undefined {
  laggards.blame((outbox) => members.some((member) => member.outbox === outbox));
  return laggards.relief();
}

Deno.test("Laggards lets senders wait for who is behind, until it has caught up", async () => {
  const laggards = new Laggards(LIMITS);
  const [slow, fine] = [new Member(laggards, 600), new Member(laggards, 400)];
  assert.equal(blame(laggards, fine), undefined);
  let isRelieved = false;
  const relief = blame(laggards, slow, fine)!.then(() => isRelieved = true);
  slow.take(300);
  await Promise.resolve();
  assert(!isRelieved, "too early");
  slow.take(100);
  await relief;
  assert.equal(blame(laggards, slow), undefined);
});

Deno.test("Laggards drops who takes nothing once it is beyond the limit, not before", () => {
  const clock = new Clock();
  const laggards = new Laggards(LIMITS, clock.now);
  const [beyond, within] = [new Member(laggards, 1001), new Member(laggards, 900)];
  clock.pass(laggards, LIMITS.patience);
  assert.equal(beyond.dropped, undefined);
  clock.pass(laggards, 1);
  assert.equal(beyond.dropped, "too far behind");
  assert.equal(within.dropped, undefined);
  assert.equal(blame(laggards, within), undefined, "somebody waits for who takes nothing");
  within.send(101);
  assert.equal(within.dropped, "too far behind");
});

Deno.test("Laggards keeps who is beyond the limit as long as it goes on taking bytes", () => {
  const clock = new Clock();
  const laggards = new Laggards(LIMITS, clock.now);
  const slow = new Member(laggards, 100_000);
  while (clock.now() < LIMITS.longest) {
    slow.take(10);
    clock.pass(laggards, LIMITS.patience);
  }
  assert.equal(slow.dropped, undefined);
  laggards.remove(slow.outbox);
});

Deno.test("Laggards lets nobody wait for long, even for who goes on taking bytes", async () => {
  const clock = new Clock();
  const laggards = new Laggards(LIMITS, clock.now);
  const slow = new Member(laggards, 900);
  const relief = blame(laggards, slow);
  assert(relief);
  while (clock.now() <= LIMITS.longest) {
    slow.take(1);
    clock.pass(laggards, LIMITS.patience);
  }
  await relief;
  assert.equal(blame(laggards, slow), undefined);
  assert.equal(slow.dropped, undefined);
  laggards.remove(slow.outbox);
});

Deno.test("Laggards has less patience with a few of a channel than with most of it", () => {
  for (const [others, patience] of [[2, LIMITS.patienceWithFew], [1, LIMITS.patience]] as const) {
    const clock = new Clock();
    const laggards = new Laggards(LIMITS, clock.now);
    const log = new Log<Outbox>();
    for (let count = 0; count < others; count++) new Outbox(() => {}).follow(log);
    const stuck = new Member(laggards, 600);
    stuck.outbox.follow(log);
    clock.pass(laggards, patience);
    assert(blame(laggards, stuck), "not waited for");
    clock.pass(laggards, 1);
    assert.equal(blame(laggards, stuck), undefined);
    laggards.remove(stuck.outbox);
  }
});

Deno.test("Laggards looks after them by itself", async () => {
  const laggards = new Laggards({ ...LIMITS, patience: 0 });
  const stuck = new Member(laggards, 900);
  await blame(laggards, stuck);
  laggards.remove(stuck.outbox);
});

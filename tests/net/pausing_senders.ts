import { settle } from "../support/settle.ts";
import { Log } from "../../lib/net/log.ts";
import { Outbox } from "../../lib/net/outbox.ts";
import { type LagLimits, lagLimits, SlowConsumers } from "../../lib/net/slow_consumers.ts";
import { ManualClock } from "../support/manual_clock.ts";

export const LIMITS = lagLimits({ backlog: 100 * 1024, writeTimeout: 30_000 });

/** A connection that takes bytes when the test says so. */
export class Member {
  readonly outbox = new Outbox({ flush: () => {} });
  readonly #consumers: SlowConsumers;
  expelledFor: string | undefined;

  constructor(consumers: SlowConsumers) {
    this.#consumers = consumers;
  }

  /** Queues bytes for this connection alone. */
  queue(bytes: number): this {
    this.outbox.send(new Uint8Array(bytes));
    this.#consumers.check(this);
    return this;
  }

  take(bytes: number): void {
    this.outbox.written(bytes);
    this.#consumers.progressed(this.outbox);
  }

  expel(reason: string): void {
    this.expelledFor = reason;
    this.#consumers.remove(this.outbox);
  }
}

/** A sender whose bytes have been processed. */
export class Sender {
  isPaused = false;

  constructor(pause: Promise<unknown> | undefined) {
    this.isPaused = pause !== undefined;
    pause?.then(() => this.isPaused = false);
  }
}

/** Slow consumers and their senders, on a clock that the test moves. */
export class Fixture {
  readonly clock = new ManualClock();
  readonly consumers: SlowConsumers;

  constructor(limits: Partial<LagLimits> = {}) {
    this.consumers = new SlowConsumers({ ...LIMITS, ...limits }, this.clock);
  }

  member(ownBytes = 0): Member {
    return new Member(this.consumers).queue(ownBytes);
  }

  /** A channel with so many members that keep up. */
  channel(healthyMembers: number): Log<Outbox> {
    const log = new Log<Outbox>();
    for (let count = 0; count < healthyMembers; count++) this.member().outbox.follow(log);
    return log;
  }

  /** Sends nothing more, but as if it went to `target`. */
  sender(target: Outbox | Log<Outbox>, isBroadcast = false): Sender {
    return new Sender(this.consumers.pauseAfter(() => {
      this.consumers.addressed(target, isBroadcast);
    }));
  }

  /** Lets time pass, and the paused senders go on that may. */
  async pass(durationMs: number): Promise<void> {
    this.clock.advance(durationMs);
    await settle();
  }
}

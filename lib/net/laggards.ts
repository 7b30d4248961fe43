import type { Outbox } from "./outbox.ts";

/** How much and how long a connection may lag behind. */
export interface LagLimits {
  /** Who is behind by more than this, in bytes, and is not waited for, is dropped. */
  readonly backlog: number;
  /** For how long senders wait for somebody who takes no bytes at all, in milliseconds. */
  readonly patience: number;
  /** The same where most of a channel's members keep up: they shall not wait for a few for long. */
  readonly patienceWithFew: number;
  /** For how long at a time senders wait for somebody who takes bytes, but slowly, in milliseconds. */
  readonly longest: number;
}

/** Limits that a healthy client on a bad network never meets. */
export const LAG_LIMITS: LagLimits = {
  backlog: 1024 * 1024,
  // The system's own buffers are large: who reads slowly takes nothing for seconds, then a megabyte.
  patience: 5000,
  patienceWithFew: 500,
  longest: 10_000,
};

/** How often the laggards are looked at, in milliseconds. */
const CHECK_EVERY = 100;

/**
 * Keeps memory bounded when messages come faster than somebody takes them.
 *
 * Who has fallen behind by half of the limit is a laggard. Senders to a laggard that goes on taking
 * bytes wait for it: their connections are not read from, and nothing is lost. Nobody waits for one
 * that takes nothing, or has been behind for long; it is dropped once it is beyond the limit.
 */
export class Laggards {
  readonly #limits: LagLimits;
  readonly #now: () => number;
  readonly #laggards = new Map<Outbox, Laggard>();
  readonly #blamed = new Set<Laggard>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param now Tells the time, in milliseconds since whenever. */
  constructor(limits: LagLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Looks whether an outbox whose last write is still under way has fallen behind. */
  check(outbox: Outbox, drop: (reason: string) => void): void {
    if (outbox.backlog <= this.#limits.backlog / 2) return;
    const laggard = this.#laggards.get(outbox);
    if (laggard) return this.#dropIfHopeless(laggard);
    this.#laggards.set(outbox, new Laggard(outbox, drop, this.#now()));
    this.#timer ??= setInterval(() => this.checkAll(), CHECK_EVERY);
  }

  /** Tells that an outbox has got bytes written. */
  progressed(outbox: Outbox): void {
    if (this.#laggards.size === 0) return;
    const laggard = this.#laggards.get(outbox);
    if (!laggard) return;
    if (outbox.backlog <= this.#limits.backlog / 4) this.remove(outbox);
    else laggard.progressAt = this.#now();
  }

  /** Forgets an outbox whose connection is gone. */
  remove(outbox: Outbox): void {
    this.#laggards.get(outbox)?.release();
    this.#laggards.delete(outbox);
    if (this.#laggards.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Tells that the connection which is being read from has sent something to those outboxes. */
  blame(isReceiver: (outbox: Outbox) => boolean): void {
    if (this.#laggards.size === 0) return;
    for (const laggard of this.#laggards.values()) {
      if (laggard.waitedFor && isReceiver(laggard.outbox)) this.#blamed.add(laggard);
    }
  }

  /** What to wait for before reading on from the connection that was just read from, if anything. */
  relief(): Promise<unknown> | undefined {
    if (this.#blamed.size === 0) return undefined;
    const released = Array.from(this.#blamed, (laggard) => laggard.released);
    this.#blamed.clear();
    return Promise.all(released);
  }

  /** Looks who has taken nothing, or too little, for too long. A timer does so while there are laggards. */
  checkAll(): void {
    const now = this.#now();
    const behind = Map.groupBy(this.#laggards.values(), ({ outbox }) => outbox.log);
    for (const [log, laggards] of behind) {
      const isFew = log !== undefined && laggards.length < log.readers.size / 2;
      const patience = isFew ? this.#limits.patienceWithFew : this.#limits.patience;
      for (const laggard of laggards) {
        const isStuck = now - laggard.progressAt > patience;
        if (isStuck || now - laggard.since > this.#limits.longest) laggard.release();
        this.#dropIfHopeless(laggard);
      }
    }
  }

  #dropIfHopeless({ waitedFor, outbox, drop }: Laggard): void {
    if (!waitedFor && outbox.backlog > this.#limits.backlog) drop("too far behind");
  }
}

class Laggard {
  readonly outbox: Outbox;
  readonly drop: (reason: string) => void;
  readonly since: number;
  progressAt: number;
  waitedFor = true;
  readonly #released = Promise.withResolvers<void>();

  constructor(outbox: Outbox, drop: (reason: string) => void, now: number) {
    this.outbox = outbox;
    this.drop = drop;
    this.since = this.progressAt = now;
  }

  get released(): Promise<void> {
    return this.#released.promise;
  }

  release(): void {
    this.waitedFor = false;
    this.#released.resolve();
  }
}

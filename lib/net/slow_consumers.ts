import type { Log } from "./log.ts";
import type { Outbox } from "./outbox.ts";

/** How much and how long a connection may lag behind: in bytes and milliseconds. */
export interface LagLimits {
  /**
   * Who has more than this waiting and takes nothing for `patience` is dropped, unless many of a large
   * channel lag.
   */
  readonly backlog: number;
  /**
   * By how much somebody may be behind a channel. Its senders wait for who is behind by half of it; who
   * is beyond it and not waited for is dropped. The bytes are there once, however many are behind.
   */
  readonly window: number;
  /** The same for what waits for one connection alone. */
  readonly queue: number;
  /** For how long senders wait for somebody who takes nothing, where most of a channel lags. */
  readonly patience: number;
  /** The same where most keep up, and for private messages: few shall not hold up many for long. */
  readonly patienceWithFew: number;
  /** For how long in all senders wait for somebody until it has caught up. */
  readonly longest: number;
}

/**
 * Limits that somebody who goes on reading does not meet, even on a busy machine or a bad network.
 *
 * @param backlog How many bytes may wait for somebody who takes nothing.
 */
export function lagLimits(backlog: number): LagLimits {
  return {
    backlog,
    window: 32 * backlog,
    queue: 4 * backlog,
    // The system's own buffers are large: who reads slowly takes nothing for seconds, then a megabyte.
    patience: 5000,
    patienceWithFew: 500,
    longest: 10_000,
  };
}

/** Somebody who may fall behind. */
export interface Receiver {
  readonly outbox: Outbox;
  /** Ends the connection of one who is too far behind. */
  expel(reason: string): void;
}

/** Why somebody is dropped who does not take what others send. */
export const TOO_FAR = "too far behind";

/** How many may lag because of the machine rather than by their own fault. */
const CROWD = 8;

/** How often the laggards are looked at, in milliseconds. */
const CHECK_EVERY = 100;

/**
 * Keeps memory bounded when messages come faster than somebody takes them.
 *
 * Senders to somebody who is far behind, but goes on taking bytes, wait: their connections are not read
 * from, and nothing is lost. Nobody waits for long for one that takes nothing, or has been far behind
 * for long; it is dropped when that goes on, or when it is beyond the limits.
 */
export class Laggards {
  readonly #limits: LagLimits;
  readonly #now: () => number;
  readonly #laggards = new Map<Outbox, Laggard>();
  /** Those whom the messages that are being read make wait for. */
  #blamed: Set<Laggard> | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param now Tells the time, in milliseconds since whenever. */
  constructor(limits: LagLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Looks whether an outbox whose last write is still under way has fallen behind. */
  check(receiver: Receiver): void {
    const { outbox } = receiver;
    if (outbox.backlog <= this.#limits.backlog / 2) return;
    const laggard = this.#laggards.get(outbox);
    if (laggard) return this.#dropIfBeyond(laggard);
    this.#laggards.set(outbox, new Laggard(receiver, this.#now()));
    this.#timer ??= setInterval(() => this.checkAll(), CHECK_EVERY);
  }

  /** Tells that an outbox has got bytes written. */
  progressed(outbox: Outbox): void {
    if (this.#laggards.size === 0) return;
    const laggard = this.#laggards.get(outbox);
    if (!laggard) return;
    if (outbox.backlog <= this.#limits.backlog / 4) return this.remove(outbox);
    laggard.progressAt = this.#now();
    laggard.isStuck = false;
    if (!this.#isFar(outbox, 1 / 4)) laggard.release(this.#now());
  }

  /** Forgets an outbox whose connection is gone. */
  remove(outbox: Outbox): void {
    this.#laggards.get(outbox)?.release(this.#now());
    this.#laggards.delete(outbox);
    if (this.#laggards.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Tells that what is being read goes to an outbox, or to all that follow a log. */
  blame(receiver: Outbox | Log<Outbox>): void {
    if (this.#blamed === undefined || this.#laggards.size === 0) return;
    for (const laggard of this.#laggards.values()) {
      const { outbox } = laggard;
      if (outbox !== receiver && outbox.log !== receiver || this.#isGivenUp(laggard)) continue;
      if (this.#isFar(outbox, 1 / 2)) this.#blamed.add(laggard);
    }
  }

  /**
   * What to wait for before more is read from a connection, if anything.
   *
   * @param read Does all that follows from what was read.
   */
  reliefFrom(read: () => void): Promise<unknown> | undefined {
    if (this.#laggards.size === 0) {
      read();
      return undefined;
    }
    const blamed = this.#blamed = new Set<Laggard>();
    try {
      read();
    } finally {
      this.#blamed = undefined;
    }
    const waitedFor = [...blamed].filter(({ outbox }) => this.#laggards.has(outbox));
    if (waitedFor.length === 0) return undefined;
    return Promise.all(waitedFor.map((laggard) => laggard.wait(this.#now())));
  }

  /** Looks who has taken nothing, or too little, for too long. A timer does so while there are laggards. */
  checkAll(): void {
    const now = this.#now();
    const { backlog, patience, patienceWithFew } = this.#limits;
    const behind = Map.groupBy(this.#laggards.values(), ({ outbox }) => outbox.log);
    for (const [log, laggards] of behind) {
      // Where so many lag, the machine is busy: they read, but their buffers hide it for seconds.
      const isCrowd = log !== undefined && laggards.length >= CROWD &&
        laggards.length >= log.readers.size / 8;
      const isFew = log === undefined || laggards.length < log.readers.size / 2;
      for (const laggard of laggards) {
        const stuckFor = now - laggard.progressAt;
        laggard.isStuck = stuckFor > (isFew ? patienceWithFew : patience);
        if (this.#isGivenUp(laggard)) laggard.release(now);
        if (!isCrowd && stuckFor > patience && laggard.outbox.backlog > backlog) laggard.expel();
        else this.#dropIfBeyond(laggard);
      }
    }
  }

  #isGivenUp(laggard: Laggard): boolean {
    return laggard.isStuck || laggard.waited(this.#now()) > this.#limits.longest;
  }

  #dropIfBeyond(laggard: Laggard): void {
    if (this.#isGivenUp(laggard) && this.#isFar(laggard.outbox, 1)) laggard.expel();
  }

  /** Whether so large a part of a limit is used up. */
  #isFar(outbox: Outbox, part: number): boolean {
    const { window, queue } = this.#limits;
    const { backlog, ownBacklog } = outbox;
    return backlog - ownBacklog > window * part || ownBacklog > queue * part;
  }
}

class Laggard {
  readonly #receiver: Receiver;
  progressAt: number;
  /** It has taken nothing for so long that nobody waits for it now. */
  isStuck = false;
  /** Since when senders have been waiting for it, and for how long they did before. */
  #waitedSince: number | undefined;
  #waitedBefore = 0;
  #released = Promise.withResolvers<void>();

  constructor(receiver: Receiver, now: number) {
    this.#receiver = receiver;
    this.progressAt = now;
  }

  get outbox(): Outbox {
    return this.#receiver.outbox;
  }

  expel(): void {
    this.#receiver.expel(TOO_FAR);
  }

  /** For how long senders have waited for it, in milliseconds. */
  waited(now: number): number {
    return this.#waitedBefore + (now - (this.#waitedSince ?? now));
  }

  /** Resolves when there is no need to wait for it any more. */
  wait(now: number): Promise<void> {
    this.#waitedSince ??= now;
    return this.#released.promise;
  }

  /** Lets those who wait go on. */
  release(now: number): void {
    if (this.#waitedSince === undefined) return;
    this.#waitedBefore = this.waited(now);
    this.#waitedSince = undefined;
    this.#released.resolve();
    this.#released = Promise.withResolvers();
  }
}

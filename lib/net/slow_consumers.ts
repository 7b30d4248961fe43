import { type Clock, setRepeatingTimer, type Timer } from "./clock.ts";
import { TOO_FAR_BEHIND } from "./end_reasons.ts";
import type { Log } from "./log.ts";
import type { Outbox } from "./outbox.ts";

/** How far and how long a connection may lag behind: in bytes and milliseconds. */
export interface LagLimits {
  /**
   * The most bytes queued for a connection that makes no progress for `patience`, unless many
   * members of a large channel lag.
   */
  readonly backlog: number;
  /**
   * The most bytes that a connection may lag behind its channels. Their senders pause at half of it.
   * The bytes are in memory once, however many members lag.
   */
  readonly window: number;
  /** The same for the bytes that are queued for one connection alone. */
  readonly queue: number;
  /** The most bytes queued for all slow consumers alone: beyond this, patience with them is short. */
  readonly allQueues: number;
  /** How long senders pause for a member without progress where most of a channel lags. */
  readonly patience: number;
  /** The same where most members keep up: a few must not delay many. */
  readonly patienceWithFew: number;
  /** How long the senders of private messages pause for a receiver without progress. */
  readonly patienceInPrivate: number;
  /** How long a channel's senders pause in all for a member until it has caught up. */
  readonly maxPause: number;
}

/**
 * Returns limits that no client reaches which keeps reading, even on a busy machine or a bad network.
 *
 * The kernel's buffers hide progress: a client that reads 0.1 MB/s without a pause takes nothing for
 * 13 seconds, and then more than a megabyte at once.
 *
 * @param limits The most bytes queued for a client that has stopped reading, and the longest time
 * that a write may make no progress, in milliseconds.
 */
export function lagLimits(
  { backlog, writeTimeout }: { readonly backlog: number; readonly writeTimeout: number },
): LagLimits {
  return {
    backlog,
    window: 32 * backlog,
    queue: 4 * backlog,
    allQueues: 256 * backlog,
    patience: 5000,
    patienceWithFew: 2000,
    patienceInPrivate: writeTimeout * 2 / 3,
    maxPause: 10_000,
  };
}

/** A connection that may lag behind. */
export interface Receiver {
  readonly outbox: Outbox;
  /** Disconnects it and tells the client why. */
  expel(reason: string): void;
}

/** From how many members on a lag is put down to the machine rather than to the members. */
const CROWD_SIZE = 8;

/** The time between two checks of all slow consumers, in milliseconds. */
const CHECK_INTERVAL_MS = 100;

/**
 * Bounds memory when messages arrive faster than a connection takes them.
 *
 * Senders to a slow consumer that still makes progress pause: their connections are not read, and
 * nothing is lost. They do not pause for long for one that makes no progress, or that has lagged
 * for long; it is disconnected when that continues, or when it exceeds the limits.
 */
export class SlowConsumers {
  readonly #limits: LagLimits;
  readonly #clock: Clock;
  readonly #consumers = new Map<Outbox, SlowConsumer>();
  /** The slow consumers that the bytes now being processed are sent to. */
  #addressed: Set<SlowConsumer> | undefined;
  /** The bytes queued for all slow consumers alone, at the last check. */
  #queuedBytes = 0;
  #timer: Timer | undefined;

  constructor(limits: LagLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Checks a connection whose last write is still pending. */
  check(receiver: Receiver): void {
    const { outbox } = receiver;
    if (outbox.backlog <= this.#limits.backlog / 2) return;
    const consumer = this.#consumers.get(outbox);
    if (consumer) return this.#expelBeyondLimits(consumer);
    this.#consumers.set(outbox, new SlowConsumer(receiver, this.#clock.now()));
    this.#timer ??= setRepeatingTimer(this.#clock, CHECK_INTERVAL_MS, () => this.checkAll());
  }

  /** Learns that some of an outbox has been written. */
  progressed(outbox: Outbox): void {
    if (this.#consumers.size === 0) return;
    const consumer = this.#consumers.get(outbox);
    if (!consumer) return;
    if (outbox.backlog <= this.#limits.backlog / 4) return this.remove(outbox);
    consumer.progressAt = this.#clock.now();
    consumer.isStuck = false;
    if (!this.#exceeds(outbox, 1 / 4)) consumer.releaseSenders(this.#clock.now());
  }

  /** Forgets an outbox whose connection has ended. */
  remove(outbox: Outbox): void {
    this.#consumers.get(outbox)?.releaseSenders(this.#clock.now());
    this.#consumers.delete(outbox);
    if (this.#consumers.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Learns that the bytes now being processed are sent to an outbox, or to the readers of a log. */
  addressed(target: Outbox | Log<Outbox>): void {
    if (this.#addressed === undefined || this.#consumers.size === 0) return;
    const consumer = this.#consumers.get(target as Outbox);
    if (consumer) return this.#pauseFor(consumer);
    for (const consumer of this.#consumers.values()) {
      if (consumer.outbox.follows(target)) this.#pauseFor(consumer);
    }
  }

  #pauseFor(consumer: SlowConsumer): void {
    if (!this.#isGivenUp(consumer) && this.#exceeds(consumer.outbox, 1 / 2)) {
      this.#addressed!.add(consumer);
    }
  }

  /**
   * Processes received bytes. Returns a promise when their sender has to pause; it resolves when the
   * sender may be read again.
   *
   * @param process Processes the bytes and everything that follows from them.
   */
  pauseAfter(process: () => void): Promise<unknown> | undefined {
    if (this.#consumers.size === 0) {
      process();
      return undefined;
    }
    const addressed = this.#addressed = new Set<SlowConsumer>();
    try {
      process();
    } finally {
      this.#addressed = undefined;
    }
    const slow = [...addressed].filter(({ outbox }) => this.#consumers.has(outbox));
    if (slow.length === 0) return undefined;
    return Promise.all(slow.map((consumer) => consumer.pauseSender(this.#clock.now())));
  }

  /** Disconnects consumers that made no progress, or too little, for too long. Runs by a timer. */
  checkAll(): void {
    const now = this.#clock.now();
    const { backlog, patience, patienceInPrivate } = this.#limits;
    const slowReaders = this.#countByLog();
    this.#queuedBytes = 0;
    for (const { outbox } of this.#consumers.values()) this.#queuedBytes += outbox.ownBacklog;
    for (const consumer of this.#consumers.values()) {
      const { outbox } = consumer;
      const logs = outbox.logs;
      // When this many lag, the machine is busy: they read, but their buffers hide it for seconds.
      const isInCrowd = logs.some((log) => {
        const slow = slowReaders.get(log)!;
        return slow >= CROWD_SIZE && slow >= log.readers.size / 8;
      });
      const isOneOfFew = logs.every((log) => slowReaders.get(log)! < log.readers.size / 2);
      const stuckFor = now - consumer.progressAt;
      const isPrivate = this.#lagsInPrivate(outbox);
      consumer.isStuck = stuckFor > this.#patience(isPrivate, isOneOfFew);
      if (this.#isGivenUp(consumer)) consumer.releaseSenders(now);
      const isStalled = stuckFor > (isPrivate ? patienceInPrivate : patience) &&
        outbox.backlog > backlog;
      if (isStalled && !isInCrowd) consumer.expel();
      else this.#expelBeyondLimits(consumer);
    }
  }

  #patience(isPrivate: boolean, isOneOfFew: boolean): number {
    const { patience, patienceWithFew, patienceInPrivate } = this.#limits;
    if (isPrivate) return patienceInPrivate;
    return isOneOfFew ? patienceWithFew : patience;
  }

  /** Reports whether a connection lags behind private messages, and memory allows waiting for it. */
  #lagsInPrivate({ ownBacklog }: Outbox): boolean {
    const { backlog, allQueues } = this.#limits;
    return ownBacklog > backlog / 2 && this.#queuedBytes < allQueues;
  }

  #countByLog(): Map<Log<Outbox>, number> {
    const counts = new Map<Log<Outbox>, number>();
    for (const { outbox } of this.#consumers.values()) {
      for (const log of outbox.logs) counts.set(log, (counts.get(log) ?? 0) + 1);
    }
    return counts;
  }

  #isGivenUp(consumer: SlowConsumer): boolean {
    if (consumer.isStuck) return true;
    // A private message's sender waits for as long as its receiver goes on reading.
    if (this.#lagsInPrivate(consumer.outbox)) return false;
    return consumer.pausedFor(this.#clock.now()) > this.#limits.maxPause;
  }

  #expelBeyondLimits(consumer: SlowConsumer): void {
    if (this.#isGivenUp(consumer) && this.#exceeds(consumer.outbox, 1)) consumer.expel();
  }

  /** Reports whether an outbox exceeds a part of a limit. */
  #exceeds(outbox: Outbox, part: number): boolean {
    const channelLag = outbox.backlog - outbox.ownBacklog;
    return channelLag > this.#limits.window * part || this.#ownLag(outbox) > part;
  }

  /** Returns the bytes queued for a connection alone, as a part of their limit. */
  #ownLag(outbox: Outbox): number {
    return outbox.ownBacklog / this.#limits.queue;
  }
}

class SlowConsumer {
  readonly #receiver: Receiver;
  progressAt: number;
  /** Whether it has made no progress for so long that senders no longer pause for it. */
  isStuck = false;
  /** When senders began to pause for it, and how long they did so before. */
  #pausedSince: number | undefined;
  #pausedBefore = 0;
  #released = Promise.withResolvers<void>();

  constructor(receiver: Receiver, now: number) {
    this.#receiver = receiver;
    this.progressAt = now;
  }

  get outbox(): Outbox {
    return this.#receiver.outbox;
  }

  expel(): void {
    this.#receiver.expel(TOO_FAR_BEHIND);
  }

  /** Returns how long senders have paused for it, in milliseconds. */
  pausedFor(now: number): number {
    return this.#pausedBefore + (now - (this.#pausedSince ?? now));
  }

  /** Resolves when senders need not pause for it any longer. */
  pauseSender(now: number): Promise<void> {
    this.#pausedSince ??= now;
    return this.#released.promise;
  }

  /** Lets paused senders go on. */
  releaseSenders(now: number): void {
    if (this.#pausedSince === undefined) return;
    this.#pausedBefore = this.pausedFor(now);
    this.#pausedSince = undefined;
    this.#released.resolve();
    this.#released = Promise.withResolvers();
  }
}

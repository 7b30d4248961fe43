import { type Clock, setRepeatingTimer, type Timer } from "./clock.ts";
import { Log } from "./log.ts";
import type { Outbox } from "./outbox.ts";
import { type Receiver, type SenderPause, SlowConsumer } from "./slow_consumer.ts";

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
  /** How long senders to a channel or to everybody pause in all for a member until it has caught up. */
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

/** From how many members on a lag is put down to the machine rather than to the members. */
const CROWD_SIZE = 8;

/** The time between two checks of all slow consumers, in milliseconds. */
const CHECK_INTERVAL_MS = 100;

/**
 * Bounds memory when messages arrive faster than a connection takes them.
 *
 * Senders to a slow consumer that still makes progress pause: their connections are not read, and
 * nothing is lost. They do not pause for long for one that makes no progress. Senders to many do not
 * pause for long either for one that has lagged for long: one member must not hold up a channel. A
 * consumer is disconnected when it makes no progress, or when it exceeds the limits and its senders
 * no longer pause for it.
 */
export class SlowConsumers {
  readonly #limits: LagLimits;
  readonly #clock: Clock;
  readonly #consumers = new Map<Outbox, SlowConsumer>();
  /** The pauses of senders like the one whose bytes are now being processed. */
  #addressed: Set<SenderPause> | undefined;
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
    const now = this.#clock.now();
    consumer.progressAt = now;
    consumer.inChannel.isStuck = consumer.inPrivate.isStuck = consumer.inBroadcasts.isStuck = false;
    if (this.#channelLag(outbox) <= 1 / 4) consumer.inChannel.end(now);
    if (this.#ownLag(outbox) > 1 / 4) return;
    consumer.inPrivate.end(now);
    consumer.inBroadcasts.end(now);
  }

  /** Forgets an outbox whose connection has ended. */
  remove(outbox: Outbox): void {
    this.#consumers.get(outbox)?.remove(this.#clock.now());
    this.#consumers.delete(outbox);
    if (this.#consumers.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /**
   * Learns that the bytes now being processed are sent to an outbox, or to the readers of a log.
   *
   * @param isBroadcast Whether the same bytes are sent to many outboxes.
   */
  addressed(target: Outbox | Log<Outbox>, isBroadcast = false): void {
    if (this.#addressed === undefined || this.#consumers.size === 0) return;
    if (target instanceof Log) {
      for (const consumer of this.#consumers.values()) {
        if (consumer.outbox.follows(target)) this.#pauseForChannel(consumer);
      }
      return;
    }
    const consumer = this.#consumers.get(target);
    if (!consumer) return;
    this.#pauseForChannel(consumer);
    const pause = isBroadcast ? consumer.inBroadcasts : consumer.inPrivate;
    if (this.#ownLag(target) > 1 / 2 && !this.#isGivenUp(pause)) this.#addressed.add(pause);
  }

  #pauseForChannel({ outbox, inChannel }: SlowConsumer): void {
    if (this.#channelLag(outbox) > 1 / 2 && !this.#isGivenUp(inChannel)) {
      this.#addressed!.add(inChannel);
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
    const addressed = this.#addressed = new Set<SenderPause>();
    try {
      process();
    } finally {
      this.#addressed = undefined;
    }
    const now = this.#clock.now();
    const pauses = Array.from(addressed, (pause) => pause.join(now)).filter((pause) => pause);
    return pauses.length === 0 ? undefined : Promise.all(pauses);
  }

  /** Disconnects consumers that made no progress, or too little, for too long. Runs by a timer. */
  checkAll(): void {
    const now = this.#clock.now();
    const { backlog, patience, patienceWithFew, patienceInPrivate, allQueues, maxPause } =
      this.#limits;
    const slowReaders = this.#countByLog();
    let queued = 0;
    for (const { outbox } of this.#consumers.values()) queued += outbox.ownBacklog;
    const isOverAllQueues = queued >= allQueues;
    for (const consumer of this.#consumers.values()) {
      const { outbox, inChannel, inPrivate, inBroadcasts } = consumer;
      const logs = outbox.logs;
      // When this many lag, the machine is busy: they read, but their buffers hide it for seconds.
      const isInCrowd = logs.some((log) => {
        const slow = slowReaders.get(log)!;
        return slow >= CROWD_SIZE && slow >= log.readers.size / 8;
      });
      const isOneOfFew = logs.every((log) => slowReaders.get(log)! < log.readers.size / 2);
      const stuckFor = now - consumer.progressAt;
      inChannel.isStuck = stuckFor > (isOneOfFew ? patienceWithFew : patience);
      inBroadcasts.isStuck = stuckFor > patience;
      inPrivate.isStuck = isOverAllQueues ? inChannel.isStuck : stuckFor > patienceInPrivate;
      // A private message's sender waits for as long as its receiver goes on reading.
      inPrivate.maxMs = isOverAllQueues ? maxPause : Infinity;
      inChannel.maxMs = inBroadcasts.maxMs = maxPause;
      for (const pause of [inChannel, inPrivate, inBroadcasts]) {
        if (this.#isGivenUp(pause)) pause.end(now);
      }
      const isPrivate = outbox.ownBacklog > backlog / 2 && !isOverAllQueues;
      const isStalled = stuckFor > (isPrivate ? patienceInPrivate : patience) &&
        outbox.backlog > backlog;
      if (isStalled && !isInCrowd) consumer.expel();
      else this.#expelBeyondLimits(consumer);
    }
  }

  #countByLog(): Map<Log<Outbox>, number> {
    const counts = new Map<Log<Outbox>, number>();
    for (const { outbox } of this.#consumers.values()) {
      for (const log of outbox.logs) counts.set(log, (counts.get(log) ?? 0) + 1);
    }
    return counts;
  }

  /** Reports whether senders no longer pause. */
  #isGivenUp(pause: SenderPause): boolean {
    return pause.isStuck || pause.durationMs(this.#clock.now()) > pause.maxMs;
  }

  #expelBeyondLimits(consumer: SlowConsumer): void {
    const { outbox, inChannel, inPrivate } = consumer;
    const isBeyondLimits = this.#channelLag(outbox) > 1 && this.#isGivenUp(inChannel) ||
      this.#ownLag(outbox) > 1 && this.#isGivenUp(inPrivate);
    if (isBeyondLimits) consumer.expel();
  }

  /** Returns the bytes that an outbox lags behind its channels, as a part of their limit. */
  #channelLag(outbox: Outbox): number {
    return (outbox.backlog - outbox.ownBacklog) / this.#limits.window;
  }

  /** Returns the bytes queued for a connection alone, as a part of their limit. */
  #ownLag(outbox: Outbox): number {
    return outbox.ownBacklog / this.#limits.queue;
  }
}

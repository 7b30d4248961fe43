import { TOO_FAR_BEHIND } from "./end_reasons.ts";
import type { Outbox } from "./outbox.ts";

/** A connection that may lag behind. */
export interface Receiver {
  readonly outbox: Outbox;
  /** Disconnects it and tells the client why. */
  expel(reason: string): void;
}

/** A connection that lags behind, and the pauses of its senders. */
export class SlowConsumer {
  readonly #receiver: Receiver;
  progressAt: number;
  /** The pauses of senders to its channels, of single messages to it, and of messages to everybody. */
  readonly inChannel = new SenderPause();
  readonly inPrivate = new SenderPause();
  readonly inBroadcasts = new SenderPause();

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

  /** Ends all pauses for good. */
  remove(now: number): void {
    for (const pause of [this.inChannel, this.inPrivate, this.inBroadcasts]) pause.remove(now);
  }
}

/** The pause of all senders of one kind for a slow consumer. */
export class SenderPause {
  /** Whether the consumer has made no progress for so long that senders no longer pause. */
  isStuck = false;
  /** How long senders pause in all until the consumer has caught up, in milliseconds. */
  maxMs = Infinity;
  #since: number | undefined;
  #beforeMs = 0;
  #isRemoved = false;
  #ended = Promise.withResolvers<void>();

  /** Returns how long senders have paused, in milliseconds. */
  durationMs(now: number): number {
    return this.#beforeMs + (now - (this.#since ?? now));
  }

  /** Returns a promise for the end of the pause; `undefined` if the consumer is slow no more. */
  join(now: number): Promise<void> | undefined {
    if (this.#isRemoved) return undefined;
    this.#since ??= now;
    return this.#ended.promise;
  }

  /** Lets paused senders go on. */
  end(now: number): void {
    if (this.#since === undefined) return;
    this.#beforeMs = this.durationMs(now);
    this.#since = undefined;
    this.#ended.resolve();
    this.#ended = Promise.withResolvers();
  }

  /** Lets paused senders go on, and lets no other sender pause. */
  remove(now: number): void {
    this.#isRemoved = true;
    this.end(now);
  }
}

import type { Clock, Timer } from "../net/clock.ts";
import type { Flushable } from "../net/flush_pass.ts";
import type { Bus, StreamName } from "./bus.ts";
import { partsOf } from "./entry_parts.ts";
import { Settling } from "./settling.ts";
import { encode, type Entry } from "./wire.ts";

/** The longest text of a message, in UTF-16 code units. */
const MAX_TEXT_LENGTH = 100_000;

/** The largest size of a code unit in JSON, in bytes. */
const MAX_UNIT_BYTES = 6;

/** About the size of an entry without its text and its form, in bytes. */
const ENTRY_BYTES = 200;

/** The maximum size of the entries that wait for their streams, in bytes. */
const MAX_PENDING_BYTES = 32 * 1024 * 1024;

/** How many subjects are remembered: for those of others, gaps are noticed later. */
const MAX_SUBJECTS = 10_000;

/** How often to send entries again that are not in their streams, in milliseconds. */
const RETRY_MS = 250;

/** The options of a {@linkcode Publisher}. */
export interface PublisherOptions {
  readonly bus: Pick<Bus, "publish" | "append" | "isConnected" | "maxBytes">;
  readonly clock: Clock;
  /** Tells this run of the server from others. */
  boot(): string;
  /** Calls {@linkcode Publisher.flush} at the end of the turn. */
  flushSoon(publisher: Flushable): void;
  /** Whether others take this server for dead, or may do so soon. */
  isAway(): boolean;
  /** Gets the exceptions that nobody expected. */
  report(error: unknown): void;
  /** Learns that an entry is lost for the other servers, because too much waits for them. */
  onDrop(): void;
}

/** Entries of one subject that are sent together. */
interface Batch {
  readonly stream: StreamName;
  readonly subject: string;
  readonly channel: string | undefined;
  readonly entries: Entry[];
  /** The run of the server in which they were said: only so do others know them again. */
  readonly boot: string;
  readonly id: string;
  /** Its place among all batches. */
  readonly number: number;
  length: number;
  previous: number;
  state: "queued" | "waiting" | "sent";
}

/** Something that is published without a stream. */
export interface Loose {
  readonly subject: string;
  make(): Uint8Array | undefined;
}

/**
 * Tells the other servers about this one, once at the end of each turn of the event loop, in the order
 * in which things happened. Entries of streams are sent until they are there: others ignore what they
 * have already. While the others are out of reach, entries wait, and everything else is dropped: a
 * snapshot tells others later what there is.
 */
export class Publisher implements Flushable {
  readonly #options: PublisherOptions;
  #queue: (Batch | Loose)[] = [];
  /** The batches of this turn that may still grow, by their subjects. */
  readonly #open = new Map<string, Batch>();
  /** The last entries of subjects. */
  readonly #previous = new Map<string, number>();
  /** The batches that are not in their streams yet, in order. */
  readonly #pending = new Set<Batch>();
  #pendingLength = 0;
  #batches = 0;
  readonly #settling: Settling;
  #retry: Timer | undefined;
  #sent: PromiseWithResolvers<void> | undefined;
  /** The number of entries that were handed over so far. */
  published = 0;
  /** The number of entries that are lost for the other servers. */
  dropped = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#settling = new Settling(options.clock);
  }

  /** About the size of the entries that wait for their streams, in bytes. */
  get pendingBytes(): number {
    return this.#pendingLength;
  }

  /** Publishes something at the end of the turn; nothing if `make` returns nothing then. */
  publish(subject: string, make: () => Uint8Array | undefined): Loose {
    const loose = { subject, make };
    this.#enqueue(loose);
    this.#open.clear();
    return loose;
  }

  /** Whether nothing was handed over after something that is to be published. */
  isLast(loose: Loose): boolean {
    return this.#queue.at(-1) === loose;
  }

  /** Adds an entry to a stream at the end of the turn. */
  append(stream: StreamName, subject: string, entry: Entry, channel?: string): void {
    this.published++;
    if (this.#pendingLength > MAX_PENDING_BYTES) {
      this.dropped++;
      return this.#options.onDrop();
    }
    const maxLength = this.#maxLength;
    for (const part of partsOf(entry, maxLength - ENTRY_BYTES)) {
      this.#add({ stream, subject, channel }, part, maxLength);
    }
  }

  /** The longest text that surely fits into a message, with what belongs to it. */
  get #maxLength(): number {
    return Math.min(MAX_TEXT_LENGTH, Math.floor(this.#options.bus.maxBytes / MAX_UNIT_BYTES / 2));
  }

  #add(
    place: Pick<Batch, "stream" | "subject" | "channel">,
    entry: Entry,
    maxLength: number,
  ): void {
    const length = lengthOf(entry);
    this.#pendingLength += length;
    const open = this.#open.get(place.subject);
    if (open && open.length + length <= maxLength) {
      open.entries.push(entry);
      open.length += length;
      return;
    }
    const boot = this.#options.boot();
    const id = `${boot}.${entry.id}.${this.published}.${this.#queue.length}`;
    const batch: Batch = {
      ...{ ...place, entries: [entry], boot, id, length, number: ++this.#batches },
      ...{ previous: 0, state: "queued" },
    };
    this.#pending.add(batch);
    this.#open.set(place.subject, batch);
    this.#enqueue(batch);
  }

  #enqueue(item: Batch | Loose): void {
    if (this.#queue.push(item) === 1) this.#options.flushSoon(this);
  }

  get #canSend(): boolean {
    return this.#options.bus.isConnected && !this.#options.isAway();
  }

  /** Resolves once what was handed over so far is sent or waits; `undefined` if that is so already. */
  get sent(): Promise<void> | undefined {
    if (this.#queue.length === 0) return undefined;
    return (this.#sent ??= Promise.withResolvers()).promise;
  }

  /** Ends the turn for what was handed over so far. */
  flush(): void {
    const queue = this.#queue;
    this.#queue = [];
    this.#sent?.resolve();
    this.#sent = undefined;
    if (queue.length === 0) return;
    this.#open.clear();
    // Batches that have waited for longer go first. Only while some do: there may be thousands in flight.
    if (this.#retry || !this.#canSend) this.sendWaiting();
    for (const item of queue) {
      if ("make" in item) {
        this.#publish(item);
        continue;
      }
      item.previous = this.#previous.get(item.subject) ?? 0;
      this.#remember(item.subject, item.entries.at(-1)!.id);
      item.state = "waiting";
      if (this.#canSend) void this.#send(item);
      else this.#tryLater();
    }
  }

  #publish({ subject, make }: Loose): void {
    try {
      const bytes = make();
      if (bytes && this.#canSend) this.#options.bus.publish(subject, bytes);
    } catch (error) {
      this.#options.report(error);
    }
  }

  #remember(subject: string, id: number): void {
    // Those that were used last stand last.
    this.#previous.delete(subject);
    this.#previous.set(subject, id);
    if (this.#previous.size > MAX_SUBJECTS) {
      this.#previous.delete(this.#previous.keys().next().value!);
    }
  }

  /** Sends the batches that wait, if that is possible now. */
  sendWaiting(): void {
    if (!this.#canSend) {
      this.#settling.giveUp();
      if (this.#pending.size > 0) this.#tryLater();
      return;
    }
    for (const batch of this.#pending) {
      if (batch.state === "waiting") void this.#send(batch);
    }
  }

  async #send(batch: Batch): Promise<void> {
    const { stream, subject, channel, entries, boot, id, previous } = batch;
    batch.state = "sent";
    const bytes = encode({ boot, previous, channel, entries });
    try {
      await this.#options.bus.append(stream, subject, bytes, id);
      this.#settle(batch);
    } catch {
      // Nobody wants it any more.
      if (!this.#pending.has(batch)) return;
      // Whether it is there or not: nobody takes it twice.
      batch.state = "waiting";
      this.#tryLater();
    }
  }

  #settle(batch: Batch): void {
    if (this.#pending.delete(batch)) this.#pendingLength -= batch.length;
    const [oldest] = this.#pending;
    this.#settling.settleBefore(oldest?.number ?? Infinity);
  }

  #tryLater(): void {
    this.#retry ??= this.#options.clock.setTimer(RETRY_MS, () => {
      this.#retry = undefined;
      this.sendWaiting();
    });
  }

  /**
   * Resolves once everything that was handed over so far is in its stream; after a while in any case,
   * and at once while the others are out of reach.
   */
  settled(): Promise<void> | undefined {
    if (this.#pending.size === 0 || !this.#canSend) return undefined;
    return this.#settling.wait(this.#batches);
  }

  /** Returns the entries of a subject that may not be in their stream yet. */
  unsettled(subject: string): Entry[] {
    return [...this.#pending].filter((batch) => batch.subject === subject)
      .flatMap(({ entries }) => entries);
  }

  /** Forgets a subject that is no longer there, with everything that waits for its stream. */
  forget(subject: string): void {
    this.#previous.delete(subject);
    this.#open.delete(subject);
    this.#queue = this.#queue.filter((item) => "make" in item || item.subject !== subject);
    for (const batch of this.#pending) if (batch.subject === subject) this.#settle(batch);
  }

  /** Gives the entries of a user that are not sent yet another name: somebody else has the old one. */
  renameSender(user: number, name: string): void {
    for (const { entries, state } of this.#pending) {
      if (state === "sent") continue;
      entries.forEach((entry, index) => {
        if (entry.user === user) entries[index] = { ...entry, name };
      });
    }
  }

  /** Stops trying. */
  close(): void {
    this.#retry?.cancel();
    this.#settling.close();
  }
}

/** Returns about how many code units an entry takes. */
function lengthOf({ text, form }: Entry): number {
  return text.length + (form === undefined ? 0 : JSON.stringify(form).length) + ENTRY_BYTES;
}

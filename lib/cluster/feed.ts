import { type Clock, sleep, type Timer } from "../net/clock.ts";
import { type Bus, BusError, type Ending, type StreamName } from "./bus.ts";
import { compareBatches, EntryOrder } from "./entry_order.ts";
import { readBatch } from "./read_wire.ts";
import type { Batch, Entry } from "./wire.ts";

/** The pauses before missing entries are looked for again, in milliseconds; the last one repeats. */
const SEARCH_PAUSES_MS = [0, 250, 500, 1000];

/**
 * How often and for how long a stream is read in vain before an entry counts as lost: its server adds it
 * again about a second after each attempt, and streams that are lost have to be made first. Without a
 * leader, which takes seconds to elect, a stream cannot be read: that is tried for about two minutes.
 */
const MIN_READS = 5;
const MIN_SEARCH_MS = 4000;
const MAX_SEARCHES = 120;

/** The pause before a channel's messages are loaded again, in milliseconds. */
const LOAD_RETRY_MS = 1000;

/** The maximum number of batches that wait for earlier ones, and of the characters in them. */
const MAX_HELD = 10_000;
const MAX_HELD_LENGTH = 32 * 1024 * 1024;

/** How many runs of servers a feed remembers: every restart is another one, and 128 run at most. */
const MAX_ORDERS = 1000;

/** Gets the entries of a feed. */
export type Deliver = (entry: Entry, boot: string) => void;

/** How far the entries of servers have come, by their boots. */
export type Orders = Map<string, EntryOrder>;

/** The options of a {@linkcode Feed}. */
export interface FeedOptions {
  readonly bus: Pick<Bus, "subscribe" | "read">;
  readonly clock: Clock;
  readonly stream: StreamName;
  readonly subject: string;
  /** The highest id at the start: an entry with a lower one is an earlier one, unless heard live. */
  readonly since: number;
  /** How far an earlier feed of the same subject had come: entries may be sent again. */
  readonly orders?: Orders | undefined;
  /** Whether entries are this server's own. */
  isOwn(boot: string): boolean;
  /** Gets each entry of another server once, those of one server in their order. */
  readonly deliver: Deliver;
  /** Returns a place of the stream up to which everything has come while the connection lasted. */
  safePlace(): number;
  /** Gets earlier entries, own ones included, in any order, and some of them several times. */
  readonly load?: Deliver | undefined;
  /** Learns that something arrived that no server sends. */
  onMalformed(): void;
  /** Gets the exceptions that nobody expected. */
  report(error: unknown): void;
}

/** A batch that waits, whether it was read from the stream, and when it arrived. */
interface Held {
  readonly batch: Batch;
  readonly isRead: boolean;
  readonly at: number;
}

/**
 * The entries of one subject: live ones, and missed ones from the stream. Each entry comes once, and
 * those of one server come in their order.
 */
export class Feed {
  readonly #options: FeedOptions;
  readonly #subscription: Ending;
  readonly #orders: Orders;
  /** The batches that wait for earlier entries. */
  #held: Held[] = [];
  #heldLength = 0;
  #isReading = false;
  /** How often entries were looked for since something came, and how often the stream was read then. */
  #searches = 0;
  #reads = 0;
  #search: Timer | undefined;
  /** Entries behind this place of the stream may be missing; `undefined` if nothing is known to be. */
  #from: number | undefined;
  /** The place to read from when the search is due. */
  #wanted = Infinity;
  #isClosed = false;
  /** Resolves once everything that was in the stream at the start has come. */
  readonly loaded: Promise<void>;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#orders = options.orders ?? new Map();
    this.#subscription = options.bus.subscribe(options.subject, ({ bytes }) => {
      const batch = readBatch(bytes);
      if (!batch) options.onMalformed();
      else if (!options.isOwn(batch.boot)) {
        this.#receive({ batch, isRead: false, at: options.clock.now() });
      }
    });
    this.loaded = options.load ? this.#load(options.load) : Promise.resolve();
  }

  async #load(load: Deliver): Promise<void> {
    while (!this.#isClosed) {
      try {
        const orders: Orders = new Map();
        for (const { boot, entries } of await this.#read(0)) {
          const order = orders.get(boot) ?? new EntryOrder();
          orders.set(boot, order);
          for (const entry of entries) {
            const whole = order.take(entry);
            if (whole && !this.#isClosed) this.#hand(load, whole, boot);
          }
        }
        return;
      } catch (error) {
        if (!(error instanceof BusError)) return this.#options.report(error);
        await sleep(this.#options.clock, LOAD_RETRY_MS);
      }
    }
  }

  /** Returns the batches behind a place of the stream, as they were sent. */
  async #read(after: number): Promise<Batch[]> {
    const { bus, stream, subject } = this.#options;
    const found: Batch[] = [];
    for await (const { bytes } of bus.read(stream, subject, after)) {
      const batch = readBatch(bytes);
      if (batch) found.push(batch);
    }
    // Attempts may have put a later batch before an earlier one.
    return found.sort(compareBatches);
  }

  /**
   * Looks in the stream for missed entries.
   *
   * @param from A place of the stream up to which everything has come.
   */
  async catchUp(from: number): Promise<void> {
    this.#from = Math.min(this.#from ?? Infinity, from);
    if (this.#isClosed || this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#from !== undefined && !this.#isClosed) {
        const from = this.#from;
        this.#from = undefined;
        await this.#readAgain(from);
      }
    } finally {
      this.#isReading = false;
    }
    this.#goOn();
  }

  async #readAgain(from: number): Promise<void> {
    const { isOwn, clock } = this.#options;
    try {
      const batches = await this.#read(from);
      if (this.#isClosed) return;
      this.#reads++;
      for (const batch of batches) {
        if (!isOwn(batch.boot)) this.#take({ batch, isRead: true, at: clock.now() });
      }
    } catch (error) {
      if (!(error instanceof BusError)) return this.#options.report(error);
      this.#searchLater(Math.min(this.#from ?? Infinity, from));
      this.#from = undefined;
    }
  }

  #receive(held: Held): void {
    const { boot } = held.batch;
    const hasWaiting = this.#held.some(({ batch }) => batch.boot === boot);
    const isDelivered = this.#take(held);
    if (!this.#isReading && isDelivered === hasWaiting) this.#goOn();
  }

  /** Delivers a batch, or holds it if something before it is missing. Returns whether it is delivered. */
  #take(held: Held): boolean {
    const { batch } = held;
    if (!this.#misses(batch)) {
      this.#deliver(held);
      return true;
    }
    this.#held.push(held);
    this.#heldLength += lengthOf(batch);
    if (this.#held.length > MAX_HELD || this.#heldLength > MAX_HELD_LENGTH) this.#giveUp();
    return false;
  }

  #misses(batch: Batch): boolean {
    if (!this.#orderOf(batch.boot).misses(batch, this.#options.since)) return false;
    // A server that comes back as another boot goes on behind its last entry.
    return !this.#orders.values().some((order) => order.isFollowedBy(batch));
  }

  #orderOf(boot: string): EntryOrder {
    const order = this.#orders.get(boot) ?? new EntryOrder();
    // Those that were used last stand last.
    this.#orders.delete(boot);
    this.#orders.set(boot, order);
    if (this.#orders.size > MAX_ORDERS) this.#orders.delete(this.#orders.keys().next().value!);
    return order;
  }

  /** Delivers the batches that have waited, as far as nothing is missing. */
  #goOn(): void {
    if (this.#isClosed) return;
    for (let count = Infinity; this.#held.length < count && this.#held.length > 0;) {
      count = this.#held.length;
      for (const held of this.#release()) this.#take(held);
    }
    if (this.#held.length > 0) this.#searchLater(this.#options.safePlace());
    // A search that is due says that the stream could not be read: the next pause is a longer one.
    else if (!this.#search) this.#searches = this.#reads = 0;
  }

  #release(): Held[] {
    this.#heldLength = 0;
    const held = this.#held;
    this.#held = [];
    return held.sort(({ batch: one }, { batch: other }) => compareBatches(one, other));
  }

  /** A server that could not add an entry to the stream tries again. */
  #searchLater(from: number): void {
    if (this.#isClosed) return;
    if (this.#held.length > 0 && this.#isVain) this.#giveUp();
    this.#wanted = Math.min(this.#wanted, from);
    if (this.#search) return;
    const pause = SEARCH_PAUSES_MS[this.#searches++] ?? SEARCH_PAUSES_MS.at(-1)!;
    this.#search = this.#options.clock.setTimer(pause, () => {
      this.#search = undefined;
      const wanted = this.#wanted;
      this.#wanted = Infinity;
      void this.catchUp(wanted);
    });
  }

  get #isVain(): boolean {
    if (this.#searches >= MAX_SEARCHES) return true;
    const oldest = this.#options.clock.now() - MIN_SEARCH_MS;
    return this.#reads >= MIN_READS && this.#held.some(({ at }) => at <= oldest);
  }

  /** Delivers the batches that have waited, although something is missing. */
  #giveUp(): void {
    this.#searches = this.#reads = 0;
    for (const held of this.#release()) this.#deliver(held);
  }

  #deliver({ batch: { boot, entries }, isRead }: Held): void {
    const { since, deliver, load } = this.#options;
    const order = this.#orderOf(boot);
    for (const entry of entries) {
      const whole = order.take(entry);
      if (whole) this.#hand(isRead && whole.id <= since ? load : deliver, whole, boot);
      // It was maybe not in the stream yet when that was loaded.
      else if (entry.part === undefined) this.#hand(load, entry, boot);
    }
  }

  /** One entry that cannot be delivered does not keep the others from coming. */
  #hand(deliver: Deliver | undefined, entry: Entry, boot: string): void {
    try {
      deliver?.(entry, boot);
    } catch (error) {
      this.#options.report(error);
    }
  }

  /** Stops. Nothing is delivered afterwards. */
  close(): void {
    this.#isClosed = true;
    this.#search?.cancel();
    this.#held = [];
    this.#subscription.end();
  }
}

function lengthOf({ entries }: Batch): number {
  return entries.reduce((sum, { text }) => sum + text.length, 0);
}

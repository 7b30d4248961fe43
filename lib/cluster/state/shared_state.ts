import { type Clock, setRepeatingTimer, type Timer } from "../../net/clock.ts";
import type { Status } from "../../net/status.ts";
import { shareParts } from "./share_parts.ts";
import { ToldOnce } from "./told_once.ts";
import type { StateChange } from "../../serving/shared_rows.ts";
import type { Store } from "../../store/store.ts";
import type { Bucket, Bus, Ending } from "../bus.ts";
import { atMost } from "../at_most.ts";
import { BadRecord } from "./fields.ts";
import { CLAIM_KIND, MailClaims } from "./mail_claims.ts";
import { bucketKey, decodeRecord, isLater, type SharedRecord, type Stamp } from "./record.ts";
import { type Loaded, RecordLoader } from "./record_loader.ts";
import { Registrations } from "./registrations.ts";
import { accountOf, Replica } from "./replica.ts";
import { RowAppliers, type StatefulParts } from "./row_appliers.ts";
import { UnsavedRecords } from "./unsaved_records.ts";
import { endOf, Upkeep } from "./upkeep.ts";

/** The maximum number of shared records. */
const MAX_RECORDS = 1_000_000;

/** How often records are removed that nobody needs any more, in milliseconds. */
const UPKEEP_MS = 3600 * 1000;

/** How long confirmations wait for the bucket at most, in milliseconds. */
const MAX_PENDING_MS = 1500;

/** The parts that a {@linkcode SharedState} works with. */
export interface SharedStateParts extends StatefulParts {
  /** A database in memory. */
  readonly store: Store;
  readonly clock: Clock;
  /** Tells this server from the others, also from itself before a restart. */
  readonly server: string;
  /** Returns the time, in milliseconds since 1970. */
  now(): number;
  /** Returns an id that is higher than all before, and that no other server gives. */
  nextId(): number;
  onStatus(status: Status): void;
}

/** The numbers for the metrics. */
export interface StateFigures {
  /** The records, those of removed rows included. */
  readonly records: number;
  /** The records whose changes are not in the bucket yet. */
  readonly unsaved: number;
  /** The changes that will never get there. */
  readonly lost: number;
  /** The records from elsewhere that this version does not understand. */
  readonly ignored: number;
}

/**
 * What several servers that act as one remember together: registered names, operators, bans, mutes,
 * topics, block lists, waiting messages and the record of what operators did. Each server has it all in
 * its own store. A change holds where it is made at once, and on the others when its record in the
 * bucket `state` has reached them. Of two changes of one row, the later one stays everywhere: later by
 * the clocks of the servers that made them, except that a change of a row which a server knows always
 * counts as later than that. So a change that was made while the server was cut off stays, unless the
 * others have changed the same row after it.
 */
export class SharedState {
  readonly #parts: SharedStateParts;
  readonly #bus: Pick<Bus, "isConnected">;
  readonly #bucket: Bucket;
  readonly #replica = new Replica();
  readonly #appliers: RowAppliers;
  readonly #unsaved: UnsavedRecords;
  readonly #registrations: Registrations;
  readonly #claims: MailClaims;
  readonly #upkeep: Upkeep;
  readonly #timers = new Set<Timer>();
  readonly #lost: ToldOnce;
  readonly #ignored: ToldOnce;
  /** Gets the records until all are there. */
  readonly #loader = new RecordLoader({
    decode: (at, bytes) => this.#decode(at, bytes),
    apply: (records) => this.#parts.store.write(() => this.#applyLoaded(records)),
  });
  #watch: Ending | undefined;
  #isClosed = false;
  /** All connections wait for the same changes at the same time. */
  #pending: { readonly saved: Promise<void>; readonly promise: Promise<void> } | undefined;
  /** The number of changes that this server has made so far. */
  published = 0;

  /**
   * Loads all shared records, and shares the changes that this server makes from now on.
   *
   * @throws {BusError} if the records cannot be loaded.
   */
  static async open(bus: Bus, parts: SharedStateParts): Promise<SharedState> {
    const state = new SharedState(bus, parts);
    await state.#load();
    return state;
  }

  private constructor(bus: Bus, parts: SharedStateParts) {
    const { clock, server, now, onStatus } = parts;
    this.#bus = bus;
    const bucket = this.#bucket = bus.bucket("state");
    this.#parts = parts;
    this.#lost = new ToldOnce("The other servers will not learn of a change:", onStatus);
    this.#ignored = new ToldOnce(
      "Ignoring a record of the cluster that this version cannot use,",
      onStatus,
    );
    this.#appliers = new RowAppliers(parts, this.#replica, (at) => this.#onPruned(at));
    this.#unsaved = new UnsavedRecords({
      ...{ bus, bucket, clock },
      recordOf: (at) => this.#replica.get(at),
      onOvertaken: (at, record) => this.#merge(at, record),
      onLost: (at, error) => this.#lost.add(at, error),
    });
    const stamp = (at: string, earlier: Stamp | undefined) => this.#stampAfter(at, earlier);
    this.#registrations = new Registrations({
      ...{ bus, bucket, clock, stamp },
      knownRecord: (at) => this.#replica.get(at),
    });
    const saved = () => this.#unsaved.settled();
    this.#claims = new MailClaims({ bucket, clock, server, now, saved });
    this.#upkeep = new Upkeep({ bucket, now, replica: this.#replica, claims: this.#claims });
  }

  /**
   * Resolves once all changes of this server so far are in the bucket, or when that takes too long;
   * `undefined` if they are, or if the bucket is out of reach.
   */
  pending(): Promise<void> | undefined {
    const saved = this.#bus.isConnected ? this.#unsaved.settled() : undefined;
    if (saved && saved !== this.#pending?.saved) {
      this.#pending = { saved, promise: atMost(this.#parts.clock, MAX_PENDING_MS, saved) };
    }
    return saved && this.#pending?.promise;
  }

  figures(): StateFigures {
    return {
      records: this.#replica.size,
      unsaved: this.#unsaved.size,
      lost: this.#lost.count,
      ignored: this.#ignored.count,
    };
  }

  /** Shares nothing any more. What is not in the bucket yet is lost: see {@linkcode pending}. */
  close(): void {
    this.#isClosed = true;
    shareParts(this.#parts, undefined);
    this.#watch?.end();
    this.#unsaved.close();
    this.#registrations.close();
    for (const timer of this.#timers) timer.cancel();
  }

  async #load(): Promise<void> {
    this.#watch = await this.#bucket.watch((at, value) => this.#onRecord(at, value));
    await this.#loader.applyAll();
    const { clock, nextId } = this.#parts;
    shareParts(this.#parts, {
      claims: this.#claims,
      onChange: (change) => this.#onChange(change),
      register: (account, isCurrent) => this.#registrations.register(account, isCurrent),
      nextId,
      later: (delayMs, callback) => this.#later(delayMs, callback),
    });
    this.#timers.add(setRepeatingTimer(clock, UPKEEP_MS, () => void this.#upkeep.run()));
    void this.#upkeep.run();
  }

  #applyLoaded(records: readonly Loaded[]): void {
    for (const { at, record } of records) {
      const known = this.#replica.get(at);
      const isNews = !known || isLater(record, known);
      if (isNews && this.#apply(at, record)) this.#replica.set(at, record);
    }
  }

  /** A deed is too old. The server that has recorded the newest one removes it from the bucket. */
  #onPruned(at: string): void {
    this.#replica.delete(at);
    // That server did not get to it.
    if (!this.#loader.isDone) this.#unsaved.add(at);
  }

  #later(delayMs: number, callback: () => void): void {
    if (this.#isClosed) return;
    const timer = this.#parts.clock.setTimer(delayMs, () => {
      this.#timers.delete(timer);
      callback();
    });
    this.#timers.add(timer);
  }

  #onChange({ kind, key, row, receiver }: StateChange): void {
    this.published++;
    const at = bucketKey(kind, key);
    if (kind === "audit" && row === undefined) {
      this.#replica.delete(at);
      return this.#unsaved.add(at);
    }
    const account = accountOf({ kind, key, row });
    const created = account === undefined ? undefined : this.#parts.accounts.find(account)?.created;
    this.#replica.set(at, {
      ...{ kind, key, row, receiver, created },
      ...this.#stampAfter(at, undefined),
    });
    this.#unsaved.add(at);
    if (kind !== "account" || row !== undefined) return;
    // It went with the account.
    for (const { kind, key: other } of this.#replica.ofAccount(key)) {
      this.#onChange({ kind, key: other, row: undefined });
    }
  }

  #stampAfter(at: string, earlier: Stamp | undefined): Stamp {
    const { now, server } = this.#parts;
    const known = Math.max(earlier?.time ?? 0, this.#replica.get(at)?.time ?? 0);
    return { time: Math.max(now(), known + 1), by: server };
  }

  #onRecord(at: string, value: Uint8Array | undefined): void {
    if (this.#isClosed) return;
    if (at.startsWith(`${CLAIM_KIND}.`)) return this.#claims.arrived(at, value);
    if (!this.#loader.isDone) this.#loader.note(at, value);
    else if (value) {
      const record = this.#decode(at, value);
      if (record) this.#merge(at, record);
    } else {
      this.#onGone(at);
    }
  }

  /** Takes over a record that has come, unless what is known is as new. */
  #merge(at: string, record: SharedRecord): void {
    const known = this.#replica.get(at);
    if (known && !isLater(record, known) || this.#registrations.isWithdrawn(at, record)) return;
    const own = this.#registrations.requestFor(at, record);
    // It may have been taken back just now.
    if (this.#registrations.isWithdrawn(at, record)) return;
    const present = own ? { ...record, row: own } : record;
    const isApplied = this.#apply(at, present, own !== undefined);
    if (isApplied) {
      this.#replica.set(at, present);
      this.#unsaved.delete(at);
    }
    if (own || isApplied === false) this.#registrations.decide(at, record, isApplied === true);
  }

  /** Applies a record. Returns `undefined` if that fails. */
  #apply(at: string, record: SharedRecord, isOwn = false): boolean | undefined {
    try {
      if (this.#replica.size >= MAX_RECORDS && !this.#replica.get(at)) {
        throw new BadRecord(`there are ${MAX_RECORDS} records already`);
      }
      return this.#appliers.apply(record, isOwn);
    } catch (error) {
      this.#ignored.add(at, error);
    }
  }

  /** A record has gone from the bucket. */
  #onGone(at: string): void {
    const record = this.#replica.get(at);
    if (!record) return;
    // Servers remove only records that are over: the bucket was emptied, and this server has them all.
    if (endOf(record) > this.#parts.now()) this.#unsaved.add(at);
    else this.#replica.delete(at);
  }

  #decode(at: string, bytes: Uint8Array): SharedRecord | undefined {
    try {
      return decodeRecord(at, bytes);
    } catch (error) {
      this.#ignored.add(at, error);
    }
  }
}

import { Refusal } from "../../errors/refusal.ts";
import type { Clock } from "../../net/clock.ts";
import { looksLikeAnother, noLongerHere } from "../../serving/accounts/accounts.ts";
import type { Account } from "../../store/account_table.ts";
import { type Bucket, type Bus, BusError } from "../bus.ts";
import {
  bucketKey,
  decodeIfSound,
  encodeRecord,
  isLater,
  isSame,
  type SharedRecord,
  type Stamp,
} from "./record.ts";

/** How long a registration may take, in milliseconds. Its user waits for the answer. */
const PATIENCE_MS = 5000;

/** When to try again to take a registration back, in milliseconds. */
const RETRY_MS = 1000;

/** How often a record is tried while others change it as well. */
const MAX_TRIES = 5;

/** The maximum number of registrations that are remembered as taken back. */
const MAX_WITHDRAWN = 1000;

/** What became of a registration. */
type Outcome = "registered" | "taken" | "looks-alike" | "left" | "unknown";

type AccountRecord = SharedRecord<"account"> & { readonly row: Account };

interface Request {
  record: AccountRecord | undefined;
  readonly account: Account;
  isCurrent(): boolean;
  decide(outcome: Outcome): void;
}

/** The options of {@linkcode Registrations}. */
export interface RegistrationOptions {
  readonly bus: Pick<Bus, "isConnected">;
  readonly bucket: Bucket;
  readonly clock: Clock;
  /** Returns a record as this server has it. */
  knownRecord(at: string): SharedRecord | undefined;
  /** Returns the stamp of a change that is made now, after another one of the same record. */
  stamp(at: string, earlier: Stamp | undefined): Stamp;
}

/**
 * The new names that users of this server register. A name is registered once its record has come back
 * from the bucket: all servers get the records in the same order, and of two names that look alike, the
 * first one stays. The server of the other one takes it back.
 */
export class Registrations {
  readonly #options: RegistrationOptions;
  /** By keys in the bucket. */
  readonly #requests = new Map<string, Request>();
  /** What has to be removed again, by keys in the bucket. */
  readonly #withdrawn = new Map<string, Stamp>();
  #isClosed = false;

  constructor(options: RegistrationOptions) {
    this.#options = options;
  }

  /** Registers a name. Returns why not, if so. */
  async register(
    account: Account,
    isCurrent: () => boolean,
  ): Promise<Refusal<"refused"> | undefined> {
    const at = bucketKey("account", account.key);
    switch (await this.#decide(at, account, isCurrent)) {
      case "registered":
        return undefined;
      case "taken":
        return cannot(account, "somebody else has just registered it");
      case "looks-alike":
        return looksLikeAnother(account.name);
      case "left":
        return noLongerHere(account.name);
      case "unknown":
        return cannot(account, "the other servers are out of reach. Try again in a minute");
    }
  }

  async #decide(at: string, account: Account, isCurrent: () => boolean): Promise<Outcome> {
    if (!this.#options.bus.isConnected || this.#isClosed) return "unknown";
    if (this.#requests.has(at)) return "taken";
    const decided = Promise.withResolvers<Outcome>();
    const request: Request = {
      ...{ record: undefined, account, isCurrent },
      decide: decided.resolve,
    };
    this.#requests.set(at, request);
    const timer = this.#options.clock.setTimer(PATIENCE_MS, () => decided.resolve("unknown"));
    this.#add(at, request).catch((error) => {
      // It may be in the bucket nevertheless: that is decided here.
      decided.resolve("unknown");
      if (!(error instanceof BusError)) throw error;
    });
    const outcome = await decided.promise;
    timer.cancel();
    this.#requests.delete(at);
    const mayBeThere = outcome !== "registered" && outcome !== "taken";
    if (mayBeThere && request.record) this.withdraw(at, request.record);
    return outcome;
  }

  async #add(at: string, request: Request): Promise<void> {
    const { bucket, knownRecord, stamp } = this.#options;
    const { account } = request;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const entry = await bucket.get(at);
      const present = entry && decodeIfSound(at, entry.value);
      const known = knownRecord(at);
      // The record that this server has removed may still be in the bucket.
      const isRemoved = known !== undefined && present !== undefined && known.row === undefined &&
        isLater(known, present);
      if (present?.row && !isRemoved) return request.decide("taken");
      const empty = { created: undefined, receiver: undefined };
      const named = { kind: "account", key: account.key, row: account } as const;
      const record = request.record = { ...named, ...empty, ...stamp(at, present) };
      const bytes = encodeRecord(record);
      const revision = entry
        ? await bucket.update(at, bytes, entry.revision)
        : await bucket.create(at, bytes);
      if (revision !== undefined) return;
    }
    request.decide("taken");
  }

  /** Learns of a record that has come. Returns the account to use for it, if it was made here. */
  requestFor(at: string, record: SharedRecord): Account | undefined {
    const request = this.#requests.get(at);
    const isOwn = request?.record !== undefined && isSame(request.record, record);
    if (!isOwn) return undefined;
    if (request.isCurrent()) return request.account;
    this.#refuse(at, request, record, "left");
    return undefined;
  }

  /** Learns whether the record that has come could be applied. */
  decide(at: string, record: SharedRecord, isApplied: boolean): void {
    const request = this.#requests.get(at);
    if (request && isApplied) request.decide("registered");
    else this.#refuse(at, request, record, "looks-alike");
  }

  #refuse(at: string, request: Request | undefined, record: SharedRecord, outcome: Outcome): void {
    this.withdraw(at, record);
    request?.decide(outcome);
  }

  /** Reports whether a record is one that was taken back. */
  isWithdrawn(at: string, record: Stamp): boolean {
    const withdrawn = this.#withdrawn.get(at);
    return withdrawn !== undefined && isSame(withdrawn, record);
  }

  /** Removes the record of a registration from the bucket, unless it has changed since. */
  withdraw(at: string, record: SharedRecord): void {
    if (this.isWithdrawn(at, record)) return;
    this.#withdrawn.delete(at);
    this.#withdrawn.set(at, { time: record.time, by: record.by });
    for (const oldest of this.#withdrawn.keys()) {
      if (this.#withdrawn.size <= MAX_WITHDRAWN) break;
      this.#withdrawn.delete(oldest);
    }
    void this.#remove(at, record);
  }

  async #remove(at: string, record: SharedRecord): Promise<void> {
    if (this.#isClosed) return;
    const { bucket, clock, stamp } = this.#options;
    try {
      const entry = await bucket.get(at);
      const present = entry && decodeIfSound(at, entry.value);
      if (!entry || !present || !isSame(present, record)) return;
      const removed = { ...present, row: undefined, ...stamp(at, present) };
      await bucket.update(at, encodeRecord(removed), entry.revision);
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      clock.setTimer(RETRY_MS, () => void this.#remove(at, record));
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const { decide } of this.#requests.values()) decide("unknown");
  }
}

function cannot({ name }: Account, reason: string): Refusal<"refused"> {
  return new Refusal("refused", `Cannot register ${name}: ${reason}`);
}

import type { Claim } from "../chat/name_registry.ts";
import type { Bucket } from "./bus.ts";
import type { ServerInfo } from "./beats.ts";
import type { YieldedNames } from "./yielded_names.ts";
import {
  type ComparedName,
  decodeHolders,
  encodeHolders,
  excludeEachOther,
  type Holder,
} from "./name_record.ts";

/**
 * The maximum size of a record, in bytes. It has room for hundreds of short names that differ in `l`, `1` and
 * `I` only. Without a limit, a flood of those would make each login slower than the last.
 */
const MAX_RECORD_BYTES = 16 * 1024;

/** The part of a cluster's membership that names depend on. */
export interface Servers {
  readonly self: ServerInfo;
  readonly peers: ReadonlyMap<number, ServerInfo>;
  readonly isAway: boolean;
  readonly isComingBack: boolean;
  /** Throws a `BusError` if nobody can find out. */
  isSurelyDead(slot: number, boot: string): Promise<boolean>;
}

/** A claim that waits for its answer. */
export interface PendingClaim extends ComparedName {
  readonly startedAt: number;
  answer(claim: Claim): void;
}

/** The state of a record, as far as it is known. */
interface Known {
  /** `undefined` if there is no record. */
  readonly revision: number | undefined;
  readonly holders: readonly Holder[];
}

const NONE: Known = { revision: undefined, holders: [] };

/** The outcome of an attempt. */
export interface Outcome {
  /** The claims whose names are this server's now. */
  readonly granted: readonly PendingClaim[];
  readonly refused: readonly PendingClaim[];
  /** The names that this server held until somebody else got them. */
  readonly lost: readonly ComparedName[];
}

/** One record, and the names that this server wants in it. */
export class NameSync {
  readonly key: string;
  /** The names in it that are this server's. */
  held: readonly ComparedName[] = [];
  claims: readonly PendingClaim[] = [];
  /** Whether the record may differ from what this server wants. */
  isDirty = false;
  /** Whether an attempt is under way. */
  isBusy = false;
  /** Whether a change may have been stored that is not wanted any more. */
  isUnsure = false;
  /** Whether there was nothing of this server in the record so far. */
  isUntouched = true;
  /** Most names are nobody's: the first attempt costs one message then, and otherwise fails. */
  #known: Known | undefined = NONE;

  constructor(key: string) {
    this.key = key;
  }

  /** Whether nothing of the record concerns this server. */
  get isIdle(): boolean {
    return this.held.length === 0 && this.claims.length === 0 && !this.isDirty && !this.isBusy;
  }

  /** Makes the next attempt read the record first. */
  distrust(): void {
    this.isUntouched = false;
    this.#known = undefined;
  }

  /**
   * Brings the record to what is wanted, by one change. Resolves with `undefined` if somebody else has
   * changed it at the same time.
   *
   * @param claims The claims that may be granted now.
   * @throws {BusError} Then the change may be stored or not.
   */
  async attempt(
    bucket: Bucket,
    servers: Servers,
    claims: readonly PendingClaim[],
    yielded: YieldedNames,
  ): Promise<Outcome | undefined> {
    const { self } = servers;
    const { held } = this;
    const known = this.#known ?? await this.#read(bucket);
    this.#known = undefined;
    const holders = known.holders.filter((holder) => !yielded.has(holder));
    const others = await livingOthers(holders, servers);
    const own = (name: ComparedName): Holder => ({ ...name, slot: self.slot, boot: self.boot });
    const lost = held.filter((name) => isExcluded(name, others));
    const kept = [...others, ...held.filter((name) => !lost.includes(name)).map(own)];
    let next = kept;
    const granted: PendingClaim[] = [];
    for (const claim of claims) {
      if (isExcluded(claim, next)) continue;
      next = [...next, own(claim)];
      granted.push(claim);
    }
    if (granted.length > 0 && encodeHolders(next).length > MAX_RECORD_BYTES) {
      granted.length = 0;
      next = kept;
    }
    this.#known = await this.#write(bucket, known, next);
    if (!this.#known) return undefined;
    return { granted, refused: claims.filter((claim) => !granted.includes(claim)), lost };
  }

  async #read(bucket: Bucket): Promise<Known> {
    const entry = await bucket.get(this.key);
    return entry ? { revision: entry.revision, holders: decodeHolders(entry.value) } : NONE;
  }

  /** Resolves with what the record is now; `undefined` if somebody else has changed it. */
  async #write(bucket: Bucket, known: Known, next: readonly Holder[]): Promise<Known | undefined> {
    // An earlier change may still be on its way: only another one makes sure that it does not count.
    if (isSame(known.holders, next) && !this.isUnsure) return known;
    this.isUnsure = true;
    this.isUntouched = false;
    const written = await this.#change(bucket, known.revision, next);
    if (written) this.isUnsure = false;
    return written;
  }

  async #change(
    bucket: Bucket,
    revision: number | undefined,
    next: readonly Holder[],
  ): Promise<Known | undefined> {
    const value = encodeHolders(next);
    const stored = revision === undefined
      ? await bucket.create(this.key, value)
      : next.length > 0
      ? await bucket.update(this.key, value, revision)
      : revision;
    if (stored === undefined) return undefined;
    if (next.length > 0) return { revision: stored, holders: next };
    return await bucket.remove(this.key, stored) ? NONE : undefined;
  }
}

/** Returns the holders on other servers that are not dead. */
async function livingOthers(holders: readonly Holder[], servers: Servers): Promise<Holder[]> {
  const { self } = servers;
  const living: Holder[] = [];
  for (const holder of holders) {
    const { slot, boot } = holder;
    if (slot === self.slot && boot === self.boot) continue;
    if (!await servers.isSurelyDead(slot, boot)) living.push(holder);
  }
  return living;
}

function isExcluded(name: ComparedName, holders: readonly Holder[]): boolean {
  return holders.some((holder) => excludeEachOther(name, holder));
}

function isSame(one: readonly Holder[], other: readonly Holder[]): boolean {
  const rows = (holders: readonly Holder[]) =>
    holders.map(({ name, slot, boot }) => JSON.stringify([name, slot, boot])).sort().join();
  return rows(one) === rows(other);
}

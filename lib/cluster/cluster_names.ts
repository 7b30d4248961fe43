import { type Claim, type NameRegistry, NAMES_UNAVAILABLE } from "../chat/name_registry.ts";
import { Refusal } from "../errors/refusal.ts";
import { type Clock, setRepeatingTimer, type Timer } from "../net/clock.ts";
import { atMost } from "./at_most.ts";
import { type Bus, BusError } from "./bus.ts";
import { comparedName, nameRecordKey } from "./name_record.ts";
import { YieldedNames } from "./yielded_names.ts";
import { NameSync, type PendingClaim, type Servers } from "./name_sync.ts";

/** The maximum number of claims that wait at once. */
const MAX_WAITING_CLAIMS = 10_000;

/** How many records are changed at once. */
const MAX_ATTEMPTS = 256;

/** How long a claim waits while JetStream has no leader, and without a connection, in milliseconds. */
const MAX_WAIT_MS = 12_000;
const MAX_WAIT_DISCONNECTED_MS = 5000;

/** The pause after a failed attempt, in milliseconds. */
const RETRY_MS = 250;

/** How long a server that stops gives names back, in milliseconds. */
const MAX_RELEASE_MS = 2000;

/** How many names of a dead server are freed at once: logins must not wait for all of them. */
const MAX_FREED_AT_ONCE = 64;

const NAME_TAKEN = new Refusal("name-taken");

/** The options of {@linkcode ClusterNames}. */
export interface ClusterNamesOptions {
  readonly membership: Servers;
  readonly clock: Clock;
}

/**
 * The one name space of the cluster: records in the bucket `names`, each with the names that could be
 * one, and their holders. A change is compare-and-swap. A holder whose server is dead does not count: its
 * place in the record is given to the next claim.
 *
 * A server says what it wants of a record, and brings the record to that, as often as it takes. So a
 * release that is under way, a claim of the same name, and a change with an unknown outcome meet without
 * further rules.
 */
export class ClusterNames implements NameRegistry {
  readonly #bus: Bus;
  readonly #membership: Servers;
  readonly #clock: Clock;
  readonly yielded: YieldedNames;
  readonly #syncs = new Map<string, NameSync>();
  /** Those that are to be brought up to date. */
  readonly #queue = new Set<NameSync>();
  readonly #whenClean = new Map<NameSync, (() => void)[]>();
  #attempts = 0;
  #isFailing = false;
  #retry: Timer | undefined;
  /** The oldest come first. */
  readonly #pending = new Map<PendingClaim, NameSync>();
  #sweep: Timer | undefined;
  #reclaims = 0;
  /** The keys of names that turned out to be somebody else's during a reclaim. */
  readonly #lost = new Set<string>();
  /** Whether all names are given back. */
  #hasStopped = false;
  #isClosed = false;

  constructor(bus: Bus, { membership, clock }: ClusterNamesOptions) {
    this.#bus = bus;
    this.#membership = membership;
    this.#clock = clock;
    this.yielded = new YieldedNames(clock);
  }

  /** The number of claims that wait. */
  get waiting(): number {
    return this.#pending.size;
  }

  claim(name: string): Promise<Claim> {
    const compared = comparedName(name);
    const { key } = compared;
    if (this.#hasStopped || this.#pending.size >= MAX_WAITING_CLAIMS) {
      return Promise.resolve(NAMES_UNAVAILABLE);
    }
    const sync = this.#syncOf(nameRecordKey(compared));
    if ([...sync.held, ...sync.claims].some((other) => other.key === key)) {
      return Promise.resolve(NAME_TAKEN);
    }
    this.#sweep ??= setRepeatingTimer(this.#clock, RETRY_MS, () => this.#withdrawOld());
    return new Promise((resolve) => {
      const answer = (claim: Claim) => {
        sync.claims = sync.claims.filter((other) => other !== pending);
        this.#pending.delete(pending);
        if (this.#pending.size === 0) this.#endSweep();
        resolve(claim);
      };
      const pending: PendingClaim = { ...compared, startedAt: this.#clock.now(), answer };
      sync.claims = [...sync.claims, pending];
      this.#pending.set(pending, sync);
      this.#update(sync);
    });
  }

  release(name: string): void {
    const { key, ...compared } = comparedName(name);
    const sync = this.#syncs.get(nameRecordKey({ key, ...compared }));
    const rest = sync?.held.filter((held) => held.key !== key);
    if (!sync || !rest || rest.length === sync.held.length) return;
    sync.held = rest;
    this.#update(sync);
  }

  /**
   * Claims the names of the users who are logged in again, after this server was away. New claims wait
   * meanwhile. Resolves with the names, as given, that are somebody else's now: the holder in the record
   * keeps a name.
   */
  async reclaim(users: Iterable<{ readonly name: string }>): Promise<string[]> {
    this.#reclaims++;
    const keys = new Map<string, string>();
    for (const { name } of users) {
      const compared = comparedName(name);
      const sync = this.#syncOf(nameRecordKey(compared));
      if (!sync.held.some(({ key }) => key === compared.key)) sync.held = [...sync.held, compared];
      keys.set(name, compared.key);
    }
    const own = [...this.#syncs.values()].filter(({ held }) => held.length > 0);
    try {
      await Promise.all(own.map((sync) => this.#refresh(sync)));
      return [...keys.keys()].filter((name) => this.#lost.has(keys.get(name)!));
    } finally {
      if (--this.#reclaims === 0) {
        this.#lost.clear();
        for (const sync of new Set(this.#pending.values())) this.#update(sync);
      }
    }
  }

  /**
   * Gives all names back, before the clients of a server that stops are disconnected. Resolves after two
   * seconds at most: the rest is free once this server has left. Later claims are refused.
   */
  async releaseAll(): Promise<void> {
    this.#hasStopped = true;
    for (const claim of this.#pending.keys()) claim.answer(NAMES_UNAVAILABLE);
    for (const sync of this.#syncs.values()) sync.held = [];
    const done = Promise.all([...this.#syncs.values()].map((sync) => this.#clean(sync)));
    if (this.#bus.isConnected && !this.#isAway) await atMost(this.#clock, MAX_RELEASE_MS, done);
    this.#isClosed = true;
    this.#retry?.cancel();
  }

  /**
   * Removes the names that users of a dead server had, which are free already: this only keeps the bucket
   * small. All servers may call it; the one with the lowest slot does it, and without it the next claim of
   * a name does.
   */
  async freeDead(names: Iterable<string>): Promise<void> {
    const { self, peers } = this.#membership;
    if ([...peers.keys()].some((slot) => slot < self.slot)) return;
    const keys = [...new Set(Array.from(names, (name) => nameRecordKey(comparedName(name))))];
    while (keys.length > 0 && !this.#hasStopped) {
      const some = keys.splice(0, MAX_FREED_AT_ONCE);
      await Promise.all(some.map((key) => this.#refresh(this.#syncOf(key))));
    }
  }

  #syncOf(key: string): NameSync {
    const known = this.#syncs.get(key);
    if (known) return known;
    const sync = new NameSync(key);
    this.#syncs.set(key, sync);
    return sync;
  }

  /** Brings a record up to date, whatever was known of it. */
  #refresh(sync: NameSync): Promise<void> {
    sync.distrust();
    return this.#clean(sync);
  }

  /** Brings a record up to date. Resolves once it is. */
  #clean(sync: NameSync): Promise<void> {
    return new Promise((resolve) => {
      this.#whenClean.set(sync, [...this.#whenClean.get(sync) ?? [], resolve]);
      this.#update(sync);
    });
  }

  /** Whether what this server writes may not count. */
  get #isAway(): boolean {
    return this.#membership.isAway && !this.#membership.isComingBack;
  }

  #update(sync: NameSync): void {
    sync.isDirty = true;
    this.#queue.add(sync);
    this.#startAttempts();
  }

  /** Starts as many attempts as may run. While they fail, one at a time finds out when that ends. */
  #startAttempts(): void {
    if (this.#retry || this.#queue.size === 0 || this.#isClosed) return;
    if (this.#isAway || !this.#bus.isConnected) return this.#retryLater();
    const max = this.#isFailing ? 1 : MAX_ATTEMPTS;
    for (const sync of this.#queue) {
      if (this.#attempts >= max) return;
      if (sync.isBusy) continue;
      this.#queue.delete(sync);
      void this.#attempt(sync);
    }
  }

  #retryLater(): void {
    if (this.#isClosed) return;
    this.#retry ??= this.#clock.setTimer(RETRY_MS, () => {
      this.#retry = undefined;
      this.#startAttempts();
    });
  }

  async #attempt(sync: NameSync): Promise<void> {
    this.#attempts++;
    sync.isBusy = true;
    sync.isDirty = false;
    try {
      await this.#try(sync);
      this.#isFailing = false;
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      this.#isFailing = true;
      sync.isDirty = true;
      this.#retryLater();
    } finally {
      this.#attempts--;
      sync.isBusy = false;
      if (sync.isDirty) this.#queue.add(sync);
      else this.#onClean(sync);
      this.#startAttempts();
    }
  }

  async #try(sync: NameSync): Promise<void> {
    const { self } = this.#membership;
    const claims = this.#reclaims > 0 ? [] : sync.claims;
    const bucket = this.#bus.bucket("names");
    const outcome = await sync.attempt(bucket, this.#membership, claims, this.yielded);
    if (!outcome || this.#isAway || this.#membership.self !== self) {
      if (outcome) sync.isUnsure = true;
      sync.isDirty = true;
      return;
    }
    for (const { key } of outcome.lost) {
      sync.held = sync.held.filter((name) => name.key !== key);
      if (this.#reclaims > 0) this.#lost.add(key);
    }
    for (const claim of outcome.refused) if (sync.claims.includes(claim)) claim.answer(NAME_TAKEN);
    for (const claim of outcome.granted) {
      if (!sync.claims.includes(claim)) {
        sync.isDirty = true;
        continue;
      }
      const { name, key, skeleton, beyondAscii } = claim;
      sync.held = [...sync.held, { name, key, skeleton, beyondAscii }];
      claim.answer(undefined);
    }
  }

  #onClean(sync: NameSync): void {
    for (const resolve of this.#whenClean.get(sync) ?? []) resolve();
    this.#whenClean.delete(sync);
    if (sync.isIdle) this.#syncs.delete(sync.key);
  }

  /** Refuses the claims that have waited for too long. */
  #withdrawOld(): void {
    const maxWaitMs = this.#bus.isConnected ? MAX_WAIT_MS : MAX_WAIT_DISCONNECTED_MS;
    const oldest = this.#clock.now() - maxWaitMs;
    for (const [claim, sync] of this.#pending) {
      if (claim.startedAt > oldest) return;
      claim.answer(NAMES_UNAVAILABLE);
      this.#dropUntried(sync);
    }
  }

  /** Forgets a record that nobody wants any more, and in which this server has left nothing. */
  #dropUntried(sync: NameSync): void {
    if (sync.claims.length > 0 || sync.isBusy || !sync.isUntouched) return;
    this.#queue.delete(sync);
    this.#syncs.delete(sync.key);
  }

  #endSweep(): void {
    this.#sweep?.cancel();
    this.#sweep = undefined;
  }
}

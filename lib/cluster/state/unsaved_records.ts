import { ExpectedError } from "../../errors/expected_error.ts";
import type { Clock, Timer } from "../../net/clock.ts";
import { type Bucket, type Bus, BusError } from "../bus.ts";
import { decodeIfSound, encodeRecord, isLater, isSame, type SharedRecord } from "./record.ts";

/** The maximum number of records that wait to be saved. The oldest change is given up for a newer one. */
const MAX_UNSAVED = 20_000;

/** The maximum number of records that are being saved at once. */
const MAX_AT_ONCE = 32;

/** When to try again after a failure, in milliseconds. */
const RETRY_MS = 500;

/** How often one record is tried while others change it as well. */
const MAX_TRIES = 10;

/** The options of {@linkcode UnsavedRecords}. */
export interface UnsavedOptions {
  readonly bus: Pick<Bus, "isConnected" | "maxBytes">;
  readonly bucket: Bucket;
  readonly clock: Clock;
  /** Returns a record as it is now; `undefined` to remove it from the bucket. */
  recordOf(at: string): SharedRecord | undefined;
  /** Learns of a later change of a record that was to be saved. */
  onOvertaken(at: string, record: SharedRecord): void;
  /** Learns that a record will not be saved. */
  onLost(at: string, error: unknown): void;
}

/**
 * The records that changed here and are not in the bucket yet. They are saved in the order of their
 * first changes, each as it is then. A record that was changed later elsewhere is not replaced.
 */
export class UnsavedRecords {
  readonly #options: UnsavedOptions;
  /** By keys in the bucket: the number of the first change that is not saved. The numbers grow. */
  readonly #since = new Map<string, number>();
  #changes = 0;
  readonly #waiting: {
    readonly change: number;
    readonly promise: Promise<void>;
    resolve(): void;
  }[] = [];
  #isSaving = false;
  #retry: Timer | undefined;
  #isClosed = false;

  constructor(options: UnsavedOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#since.size;
  }

  add(at: string): void {
    if (this.#isClosed) return;
    this.#changes++;
    if (!this.#since.has(at)) this.#since.set(at, this.#changes);
    if (this.#since.size > MAX_UNSAVED) {
      const [oldest] = this.#since.keys();
      this.#since.delete(oldest!);
      this.#options.onLost(oldest!, new ExpectedError("too many changes wait"));
    }
    if (this.#isSaving || this.#retry) return;
    this.#isSaving = true;
    // Everything that one command changes goes together.
    queueMicrotask(() => void this.#saveAll());
  }

  /** Forgets the change of a record that was changed later elsewhere. */
  delete(at: string): void {
    this.#since.delete(at);
    this.#tellWaiting();
  }

  /** Resolves once all changes so far are saved or given up: the same promise until there are more. */
  settled(): Promise<void> | undefined {
    if (this.#since.size === 0) return undefined;
    const last = this.#waiting.at(-1);
    if (last?.change === this.#changes) return last.promise;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ change: this.#changes, promise, resolve });
    return promise;
  }

  close(): void {
    this.#isClosed = true;
    this.#retry?.cancel();
    this.#since.clear();
    this.#tellWaiting();
  }

  async #saveAll(): Promise<void> {
    let hasFailed = false;
    while (this.#since.size > 0 && !hasFailed) {
      const next = [...this.#since.keys().take(MAX_AT_ONCE)];
      const results = await Promise.all(next.map((at) => this.#saveOne(at)));
      hasFailed = results.includes(false);
      this.#tellWaiting();
    }
    this.#isSaving = false;
    if (!hasFailed || this.#isClosed) return;
    this.#retry = this.#options.clock.setTimer(RETRY_MS, () => {
      this.#retry = undefined;
      this.#isSaving = true;
      void this.#saveAll();
    });
  }

  /** Resolves with `false` if the record has to be tried again. */
  async #saveOne(at: string): Promise<boolean> {
    const { bus, recordOf, onLost } = this.#options;
    if (!bus.isConnected) return false;
    const record = recordOf(at);
    try {
      await this.#save(at, record);
    } catch (error) {
      if (error instanceof BusError) return false;
      onLost(at, error);
    }
    // Otherwise it has changed meanwhile, and is still to be saved.
    if (recordOf(at) === record) this.#since.delete(at);
    return true;
  }

  async #save(at: string, record: SharedRecord | undefined): Promise<void> {
    const { bucket, bus, onOvertaken } = this.#options;
    if (!record) return void await bucket.remove(at);
    const bytes = encodeRecord(record);
    if (bytes.length > bus.maxBytes) {
      throw new ExpectedError(`it has ${bytes.length} bytes, and NATS takes ${bus.maxBytes}`);
    }
    // Other servers give other ids.
    let isProbablyNew = record.row !== undefined &&
      (record.kind === "waiting" || record.kind === "audit");
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const entry = isProbablyNew ? undefined : await bucket.get(at);
      isProbablyNew = false;
      const present = entry && decodeIfSound(at, entry.value);
      // Saved before, by a call whose outcome was unknown.
      if (present && isSame(present, record)) return;
      if (present && isLater(present, record)) return onOvertaken(at, present);
      const revision = entry
        ? await bucket.update(at, bytes, entry.revision)
        : await bucket.create(at, bytes);
      if (revision !== undefined) return;
    }
    throw new BusError("others change the record all the time");
  }

  #tellWaiting(): void {
    const [oldest = Infinity] = this.#since.values();
    while (this.#waiting.length > 0 && this.#waiting[0]!.change < oldest) {
      this.#waiting.shift()!.resolve();
    }
  }
}

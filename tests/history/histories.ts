import { ClusterHistory } from "../../lib/cluster/cluster_history.ts";
import type { History, PastMessage } from "../../lib/history/history.ts";
import { MemoryHistory } from "../../lib/history/memory_history.ts";
import { StoredHistory } from "../../lib/history/stored_history.ts";
import { Store } from "../../lib/store/store.ts";
import type { StoreError } from "../../lib/store/store_error.ts";
import { ManualClock } from "../support/manual_clock.ts";

/** The bounds of a history under test. */
export interface TestBounds {
  readonly maxCount?: number;
  readonly maxAgeMs?: number;
  readonly maxBytes?: number;
}

/** A history under test. */
export interface TestedHistory extends Disposable {
  readonly history: History;
  readonly clock: ManualClock;
}

/** A stored history whose clock a test moves. */
export class TestedStore implements TestedHistory {
  readonly clock = new ManualClock();
  readonly failures: StoreError[] = [];
  readonly readFailures: StoreError[] = [];
  readonly recoveries: { readonly waited: number; readonly lost: number }[] = [];
  readonly history: StoredHistory;

  constructor(
    readonly store = new Store(),
    { maxCount = 1000, maxAgeMs = Infinity, maxBytes }: TestBounds = {},
  ) {
    this.history = new StoredHistory(store, {
      ...{ maxCount, maxAgeMs, maxBytes, timers: this.clock, now: () => this.clock.now() },
      onFailure: (error) => void this.failures.push(error),
      onReadFailure: (error) => void this.readFailures.push(error),
      onRecovery: (waited, lost) => void this.recoveries.push({ waited, lost }),
    });
  }

  /** The number of messages in the store. */
  get savedCount(): number {
    return Number(this.store.database.prepare("SELECT count(*) AS n FROM messages").get()!.n);
  }

  /** The number of messages in the index of words. */
  get indexedCount(): number {
    return Number(this.store.database.prepare("SELECT count(*) AS n FROM words_docsize").get()!.n);
  }

  [Symbol.dispose](): void {
    this.history[Symbol.dispose]();
    this.store[Symbol.dispose]();
  }
}

/** The kinds of history. All have to pass the same cases. */
export const HISTORIES: Readonly<Record<string, (bounds?: TestBounds) => TestedHistory>> = {
  "in memory": ({ maxCount = 1000, maxAgeMs = Infinity } = {}) => {
    const clock = new ManualClock();
    const history = new MemoryHistory({ maxCount, maxAgeMs, now: () => clock.now() });
    return { history, clock, [Symbol.dispose]() {} };
  },
  "in a cluster": ({ maxCount = 1000, maxAgeMs = Infinity } = {}) => {
    const clock = new ManualClock();
    const now = () => clock.now();
    const history = new ClusterHistory({ maxCount, maxAgeMs, now, clock, onLoadFailure() {} });
    for (const name of ["tea", "cake", "long", "huge", "many", "café"]) {
      history.open(name, () => Promise.resolve());
    }
    return { history, clock, [Symbol.dispose]() {} };
  },
  "in a store": (bounds) => new TestedStore(undefined, bounds),
};

/** Returns a message of which only some parts matter. */
export function message(id: number, text = `cup ${id}`, time = id): PastMessage {
  return { id, time, sender: "ann", text };
}

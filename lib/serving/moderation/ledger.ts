import type { Status } from "../../net/status.ts";
import { type AuditRow, AuditTable } from "../../store/audit_table.ts";
import type { Store } from "../../store/store.ts";
import type { ChangeObserver } from "../shared_rows.ts";

/** What an operator does, without its time. */
export type Deed = Omit<AuditRow, "time">;

/** The parts that a {@linkcode Ledger} works with. */
export interface LedgerParts {
  readonly store: Store;
  /** Returns the time, in milliseconds since 1970. */
  now(): number;
  /** Gets each deed, for the server's log. */
  onStatus(status: Status): void;
}

/** The record of what operators do. */
export class Ledger {
  /** Learns of each deed on this server, and of each that goes to make room for it. */
  onChange: ChangeObserver | undefined;
  /** Returns the ids of deeds, where other servers give some as well; by default, the store counts. */
  nextId: (() => number) | undefined;
  readonly #parts: LedgerParts;
  readonly #table: AuditTable;

  constructor(parts: LedgerParts) {
    this.#parts = parts;
    this.#table = new AuditTable(parts.store);
  }

  /** Returns the time, in milliseconds since 1970. */
  now(): number {
    return this.#parts.now();
  }

  /**
   * Records a deed together with what it changes in the store, and tells the server's log.
   *
   * @throws {StoreError} if the store cannot be written. Nothing has changed then.
   */
  record(deed: Deed, write: () => void = () => {}): void {
    const { store, onStatus } = this.#parts;
    const row = { ...deed, time: this.now() };
    const id = this.nextId?.();
    const pruned = store.write(() => {
      write();
      return this.#table.add(row, id);
    });
    this.onChange?.({ kind: "audit", key: String(id), row });
    for (const id of pruned) this.onChange?.({ kind: "audit", key: String(id), row: undefined });
    onStatus({ type: "notice", text: deedText(deed) });
  }

  /**
   * Carries out changes of the store that nobody has to account for.
   *
   * @throws {StoreError} if the store cannot be written. Nothing has changed then.
   */
  write(change: () => void): void {
    this.#parts.store.write(change);
  }

  /**
   * Takes over a deed from another server, or removes one.
   *
   * @returns the ids of the deeds that went to make room for it.
   */
  apply(id: number, row: AuditRow | undefined): readonly number[] {
    return this.#parts.store.write(() => {
      if (row) return this.#table.add(row, id);
      this.#table.remove(id);
      return [];
    });
  }

  /**
   * Returns the newest deeds, the oldest of them first.
   *
   * @throws {StoreError} if the store cannot be read.
   */
  last(count: number): readonly AuditRow[] {
    return this.#parts.store.read(() => this.#table.last(count));
  }
}

/**
 * Formats a deed as one line.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const deed = { actor: "ann", action: "kick", target: "bob", detail: "spam" };
 * assert.equal(deedText(deed), "ann: /kick bob (spam)");
 * ```
 */
export function deedText({ actor, action, target, detail }: Deed): string {
  return `${actor}: /${action} ${target}`.trimEnd() + (detail === "" ? "" : ` (${detail})`);
}

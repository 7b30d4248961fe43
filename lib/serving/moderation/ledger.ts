import type { Status } from "../../net/status.ts";
import { type AuditRow, AuditTable } from "../../store/audit_table.ts";
import type { Store } from "../../store/store.ts";

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
    store.write(() => {
      write();
      this.#table.add({ ...deed, time: this.now() });
    });
    onStatus({ type: "notice", text: deedText(deed) });
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

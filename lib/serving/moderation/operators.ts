import { keyOf, type User } from "../../chat/user.ts";
import { OperatorTable } from "../../store/operator_table.ts";
import type { Store } from "../../store/store.ts";
import type { ChangeObserver } from "../shared_rows.ts";
import type { Deed, Ledger } from "./ledger.ts";

/**
 * The registered names that may keep order. The store is asked each time, because other programs change
 * it: every call may throw a `StoreError`.
 */
export class Operators {
  /** Learns of each change on this server. */
  onChange: ChangeObserver | undefined;
  readonly #store: Store;
  readonly #table: OperatorTable;
  readonly #ledger: Ledger;

  constructor(store: Store, ledger: Ledger) {
    this.#store = store;
    this.#table = new OperatorTable(store);
    this.#ledger = ledger;
  }

  /** Reports whether a user is an operator. */
  has(user: User): boolean {
    return this.isOperator(user.name) === true;
  }

  /** Reports whether a name is an operator's; `undefined` if it is not registered. */
  isOperator(name: string): boolean | undefined {
    return this.#store.read(() => this.#table.find(keyOf(name)))?.isOperator;
  }

  names(): readonly string[] {
    return this.#store.read(() => this.#table.names);
  }

  /**
   * Makes the owner of a registered name an operator, or takes that back.
   *
   * @throws {StoreError} Nothing has changed then.
   */
  set(deed: Deed, name: string, isOperator: boolean): void {
    const key = keyOf(name);
    this.#ledger.record(deed, () => this.#table.set(key, isOperator));
    this.onChange?.({ kind: "operator", key, row: isOperator || undefined });
  }

  /** Takes over a change from another server. */
  apply(key: string, isOperator: boolean): void {
    this.#store.write(() => this.#table.set(key, isOperator));
  }
}

import type { Store } from "./store.ts";

/** An account, as far as rights are concerned. */
export interface AccountRights {
  readonly name: string;
  readonly isOperator: boolean;
}

/** Which registered names belong to operators. */
export class OperatorTable {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The names of all operators in alphabetical order. */
  get names(): string[] {
    return this.#store.database
      .prepare("SELECT name FROM accounts WHERE is_operator ORDER BY name").all()
      .map(({ name }) => String(name));
  }

  /** Returns the rights of an account. */
  find(key: string): AccountRights | undefined {
    const row = this.#store.database
      .prepare("SELECT name, is_operator FROM accounts WHERE key = ?").get(key);
    return row && { name: String(row.name), isOperator: row.is_operator === 1 };
  }

  /** Makes an account an operator's, or not. */
  set(key: string, isOperator: boolean): void {
    this.#store.database.prepare("UPDATE accounts SET is_operator = ? WHERE key = ?")
      .run(isOperator ? 1 : 0, key);
  }
}

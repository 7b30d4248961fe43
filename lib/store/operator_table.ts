import type { StatementSync } from "node:sqlite";
import type { Store } from "./store.ts";

/** An account, as far as rights are concerned. */
export interface AccountRights {
  readonly name: string;
  readonly isOperator: boolean;
}

/** Which registered names belong to operators. */
export class OperatorTable {
  readonly #names: StatementSync;
  readonly #find: StatementSync;
  readonly #set: StatementSync;

  constructor({ database }: Pick<Store, "database">) {
    this.#names = database.prepare("SELECT name FROM accounts WHERE is_operator ORDER BY name");
    this.#find = database.prepare("SELECT name, is_operator FROM accounts WHERE key = ?");
    this.#set = database.prepare("UPDATE accounts SET is_operator = ? WHERE key = ?");
  }

  /** The names of all operators in alphabetical order. */
  get names(): string[] {
    return this.#names.all().map(({ name }) => String(name));
  }

  /** Returns the rights of an account. */
  find(key: string): AccountRights | undefined {
    const row = this.#find.get(key);
    return row && { name: String(row.name), isOperator: row.is_operator === 1 };
  }

  /** Makes an account an operator's, or not. */
  set(key: string, isOperator: boolean): void {
    this.#set.run(isOperator ? 1 : 0, key);
  }
}

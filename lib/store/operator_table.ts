import type { StatementSync } from "node:sqlite";
import type { Store } from "./store.ts";

/** The registered names that may keep order, by their keys. */
export class OperatorTable {
  readonly #get: StatementSync;
  readonly #set: StatementSync;
  readonly #names: StatementSync;

  constructor({ database }: Pick<Store, "database">) {
    this.#get = database.prepare("SELECT is_operator FROM accounts WHERE key = ?");
    this.#set = database.prepare("UPDATE accounts SET is_operator = ? WHERE key = ?");
    this.#names = database.prepare("SELECT name FROM accounts WHERE is_operator = 1 ORDER BY name");
  }

  /** Reports whether a name is an operator's; `undefined` if it is not registered. */
  get(key: string): boolean | undefined {
    const row = this.#get.get(key);
    return row && row.is_operator === 1;
  }

  set(key: string, isOperator: boolean): void {
    this.#set.run(isOperator ? 1 : 0, key);
  }

  names(): string[] {
    return this.#names.all().map(({ name }) => String(name));
  }
}

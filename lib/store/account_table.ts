import type { StatementSync } from "node:sqlite";
import type { Store } from "./store.ts";

/** The hash of a password, with everything that it takes to make it again. */
export interface PasswordHash {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
  /** The parameters of scrypt: N, r and p. */
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/** A registered name. */
export interface Account {
  /** The name in the form in which names are compared. */
  readonly key: string;
  /** The name as its owner wrote it. */
  readonly name: string;
  /** When it was registered, in milliseconds since 1970. */
  readonly created: number;
  readonly password: PasswordHash;
}

/** The registered names of a store. Every call may throw a `StoreError`. */
export class AccountTable {
  readonly #store: Store;
  readonly #all: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;

  constructor(store: Store) {
    this.#store = store;
    const { database } = store;
    this.#all = database.prepare(`
      SELECT key, name, created, salt, hash, cost, block_size, parallelization FROM accounts
    `);
    this.#insert = database.prepare(`
      INSERT INTO accounts (key, name, created, salt, hash, cost, block_size, parallelization)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    `);
    this.#update = database.prepare(`
      UPDATE accounts SET salt = ?, hash = ?, cost = ?, block_size = ?, parallelization = ?
      WHERE key = ?
    `);
    this.#delete = database.prepare("DELETE FROM accounts WHERE key = ?");
  }

  /** Returns all accounts. */
  all(): Account[] {
    return this.#store.read(() => this.#all.all()).map((row) => ({
      key: String(row["key"]),
      name: String(row["name"]),
      created: Number(row["created"]),
      password: {
        salt: row["salt"] as Uint8Array,
        hash: row["hash"] as Uint8Array,
        cost: Number(row["cost"]),
        blockSize: Number(row["block_size"]),
        parallelization: Number(row["parallelization"]),
      },
    }));
  }

  add({ key, name, created, password }: Account): void {
    this.#store.write(() => this.#insert.run(key, name, created, ...valuesOf(password)));
  }

  setPassword(key: string, password: PasswordHash): void {
    this.#store.write(() => this.#update.run(...valuesOf(password), key));
  }

  /** Removes an account, and with it its block list, its waiting messages and its rights. */
  remove(key: string): void {
    this.#store.write(() => this.#delete.run(key));
  }
}

function valuesOf({ salt, hash, cost, blockSize, parallelization }: PasswordHash) {
  return [salt, hash, cost, blockSize, parallelization] as const;
}

import { LookIndex } from "../../chat/look_index.ts";
import { keyOf } from "../../chat/user.ts";
import { Refusal } from "../../errors/refusal.ts";
import type { Account, AccountTable, PasswordHash } from "../../store/account_table.ts";
import type { BlockTable } from "../../store/block_table.ts";
import type { ChangeObserver } from "../shared_rows.ts";
import { badPassword, MAX_PASSWORD_LENGTH } from "./account_password.ts";
import type { PasswordHasher } from "./password_hasher.ts";
import type { Registration } from "./registration.ts";
import { RememberedPasswords } from "./remembered_passwords.ts";

/** The options of {@linkcode Accounts}. */
export interface AccountsOptions {
  readonly table: AccountTable;
  readonly blocks: BlockTable;
  readonly hasher: PasswordHasher;
  readonly registration: Registration;
  /** Returns the milliseconds since 1970. */
  now?(): number;
}

/** The maximum number of registered names: all are in memory. */
const MAX_ACCOUNTS = 100_000;

/** The maximum number of names on the block list of an account, and of their characters. */
const MAX_BLOCKS = 500;
const MAX_BLOCKS_LENGTH = 32 * 1024;

const NO_BLOCKS = new Refusal(
  "refused",
  "The server keeps block lists of registered names only: /register PASSWORD",
);
const TOO_MANY_BLOCKS = new Refusal("refused", `A block list has at most ${MAX_BLOCKS} names`);
const BLOCKS_TOO_LONG = new Refusal("refused", "The names on the block list are too long");
const BAD_BLOCK = new Refusal("refused", "A name on the block list is none that somebody can have");
const BUSY = new Refusal("refused", "Too many passwords are being checked: try again in a minute");

const FULL = new Refusal("refused", "This server has no room for more registered names");

type Refused = Refusal<"refused"> | undefined;

/** What a new password depends on besides the name. */
export interface PasswordRequest {
  /** The network that it comes from. */
  readonly network: string;
  /** Reports, once the password is hashed, whether the request still stands. */
  isCurrent(): boolean;
}

/**
 * Registers a new name on all servers that act as one, this one included, if it is still free there.
 * Returns why not, if so.
 */
export type Register = (account: Account, isCurrent: () => boolean) => Promise<Refused>;

/**
 * The registered names. Each belongs to the person who knows its password. Two of them never look
 * alike.
 */
export class Accounts {
  readonly registration: Registration;
  /** Learns of each change on this server, except those that {@linkcode register} makes. */
  onChange: ChangeObserver | undefined;
  /** Decides about new names, where several servers act as one. */
  register: Register | undefined;
  readonly #options: AccountsOptions;
  readonly #now: () => number;
  readonly #byKey = new Map<string, Account>();
  readonly #looks = new LookIndex();
  readonly #remembered = new RememberedPasswords();

  constructor(options: AccountsOptions) {
    this.#options = options;
    this.registration = options.registration;
    this.#now = options.now ?? Date.now;
    for (const account of options.table.all()) {
      this.#byKey.set(account.key, account);
      this.#looks.add(account.key);
    }
  }

  /** Returns the account of a name, whatever way it is written. */
  find(name: string): Account | undefined {
    return this.#byKey.get(keyOf(name));
  }

  /** Reports whether a name is registered, or looks like one that is. */
  isReserved(name: string): boolean {
    return this.#byKey.size > 0 && (this.#byKey.has(keyOf(name)) || this.looksRegistered(name));
  }

  /** Reports whether a name looks like another one that is registered. */
  looksRegistered(name: string): boolean {
    return this.#byKey.size > 0 && this.#looks.hasLike(keyOf(name));
  }

  /** Compares a password with that of a name. It takes as long if the name is not registered. */
  async check(
    name: string,
    password: string,
    network: string,
  ): Promise<"right" | "wrong" | "busy"> {
    if (password.length > MAX_PASSWORD_LENGTH) return "wrong";
    const key = keyOf(name);
    const account = this.#byKey.get(key);
    if (await this.#remembered.has(account, password)) return "right";
    const request = { password, network, name: key };
    const isRight = await this.#options.hasher.matches(request, account?.password);
    if (isRight === undefined) return "busy";
    // The password may have changed meanwhile.
    if (!account || !isRight || this.#byKey.get(key) !== account) return "wrong";
    await this.#remembered.add(account, password);
    return "right";
  }

  /**
   * Registers a name, or gives a registered one a new password.
   */
  async setPassword(
    name: string,
    password: string,
    { network, isCurrent }: PasswordRequest,
  ): Promise<Refused> {
    const problem = badPassword(password, name);
    if (problem !== undefined) return new Refusal("refused", problem);
    if (this.looksRegistered(name)) return looksLikeAnother(name);
    const key = keyOf(name);
    if (this.#byKey.size >= MAX_ACCOUNTS && !this.#byKey.has(key)) return FULL;
    const hash = await this.#options.hasher.hash({ password, network, name: key });
    if (!hash) return BUSY;
    // Others have acted meanwhile.
    if (this.looksRegistered(name)) return looksLikeAnother(name);
    if (!isCurrent()) return noLongerHere(name);
    const earlier = this.#byKey.get(key);
    const account = { key, name, created: this.#now(), ...earlier, password: hash };
    if (!earlier && this.register) {
      const refusal = await this.register(account, isCurrent);
      if (refusal) return refusal;
    } else {
      this.#put(account);
      this.onChange?.({ kind: "account", key, row: account });
    }
    await this.#remembered.add(account, password);
  }

  /**
   * Takes over a registered name from another server, or frees one.
   *
   * @returns whether it did: two names that look alike are never registered, and the first one stays.
   */
  apply(key: string, account: Account | undefined): boolean {
    const earlier = this.#byKey.get(key);
    if (account && !earlier && this.#looks.hasLike(key)) return false;
    // Somebody else's: what belonged to the earlier owner goes.
    if (earlier?.created !== account?.created) this.#remove(key);
    const isKnown = account !== undefined && this.#byKey.has(key) &&
      areSame(earlier!.password, account.password);
    // The same object for as long as the password is the same: clients have proved to own it.
    if (account && !isKnown) this.#put(account);
    return true;
  }

  #put(account: Account): void {
    const { key, password } = account;
    if (this.#byKey.has(key)) {
      this.#options.table.setPassword(key, password);
    } else {
      this.#options.table.add(account);
      this.#looks.add(key);
    }
    this.#byKey.set(key, account);
  }

  #remove(key: string): void {
    this.#options.table.remove(key);
    if (this.#byKey.delete(key)) this.#looks.remove(key);
  }

  /** Frees a name. Its block list, its waiting messages and its rights go with it. */
  unregister(name: string): void {
    const key = keyOf(name);
    this.#remove(key);
    this.onChange?.({ kind: "account", key, row: undefined });
  }

  /**
   * Returns the names that the owner of a name blocks.
   *
   * @param names Replaces them.
   */
  blocks(name: string, names?: readonly string[]): readonly string[] | Refusal<"refused"> {
    const account = this.find(name);
    if (!account) return NO_BLOCKS;
    const problem = names && problemWithBlocks(names);
    if (problem) return problem;
    if (names) {
      this.#options.blocks.replace(account.key, names);
      this.onChange?.({ kind: "blocks", key: account.key, row: names });
    }
    return this.#options.blocks.of(account.key);
  }

  /** Takes over the names that the owner of a registered name blocks from another server. */
  applyBlocks(key: string, names: readonly string[]): void {
    this.#options.blocks.replace(key, names);
  }
}

function areSame(one: PasswordHash, other: PasswordHash): boolean {
  return equalBytes(one.salt, other.salt) && equalBytes(one.hash, other.hash);
}

function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Returns the answer to somebody who has left before the password was hashed. */
export function noLongerHere(name: string): Refusal<"refused"> {
  return new Refusal("refused", `Nothing has changed: ${name} is no longer here`);
}

function problemWithBlocks(names: readonly string[]): Refused {
  if (names.length > MAX_BLOCKS) return TOO_MANY_BLOCKS;
  const length = names.reduce((sum, name) => sum + name.length, 0);
  if (length > MAX_BLOCKS_LENGTH) return BLOCKS_TOO_LONG;
  // The store would read them back differently.
  return names.some((name) => name === "" || /\p{Cc}/u.test(name)) ? BAD_BLOCK : undefined;
}

/** Returns the answer to somebody whose name looks like another one that is registered. */
export function looksLikeAnother(name: string): Refusal<"refused"> {
  return new Refusal("refused", `Cannot register ${name}: it looks like a registered name`);
}

import { keyOf } from "../../chat/user.ts";
import { ExpectedError } from "../../errors/expected_error.ts";
import type { BlockFile } from "./block_file.ts";

/** The options of a {@linkcode BlockList}. */
export interface BlockListOptions {
  /** The file that keeps the names; without one, they last as long as the list. */
  readonly file?: BlockFile | undefined;
  /** Handles the reason, at most once, when the file cannot be used. */
  onProblem(text: string): void;
}

/**
 * The users whose messages a client hides. A blocked name stands for all names that the server
 * treats as the same. If its file fails, the list goes on in memory.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const blocks = await BlockList.open({ onProblem: console.error });
 * await blocks.block("Al ice");
 * assert.equal(blocks.hides("bob"), false);
 * assert.equal(blocks.hides("Al_ice"), true);
 * assert.deepEqual([...blocks.hiddenCounts], [["Al_ice", 1]]);
 * ```
 */
export class BlockList {
  readonly #hiddenCounts = new Map<string, number>();
  readonly #onProblem: (text: string) => void;
  #file: BlockFile | undefined;
  /** The names that the server keeps for the user, and how to change them. */
  #account: { names: Set<string>; write(names: readonly string[]): void } | undefined;

  private constructor({ file, onProblem }: BlockListOptions) {
    this.#file = file;
    this.#onProblem = onProblem;
  }

  /** Opens the list, with the names in the file if there is one. */
  static async open(options: BlockListOptions): Promise<BlockList> {
    const list = new BlockList(options);
    await list.#useFile(async (file) => {
      for (const name of await file.read()) list.#hiddenCounts.set(keyOf(name), 0);
    });
    return list;
  }

  /** The blocked names, each with the number of messages hidden since the list was opened. */
  get hiddenCounts(): ReadonlyMap<string, number> {
    return this.#hiddenCounts;
  }

  /** Whether the names outlive the client. */
  get isSaved(): boolean {
    return this.#file !== undefined || this.#account !== undefined;
  }

  /** Reports whether to hide a message whose sender has one of these names, and counts it if so. */
  hides(...names: readonly string[]): boolean {
    const blocked = names.map(keyOf).find((name) => this.#hiddenCounts.has(name));
    if (blocked === undefined) return false;
    this.#hiddenCounts.set(blocked, this.#hiddenCounts.get(blocked)! + 1);
    return true;
  }

  /** Reports whether a user is blocked, without counting a message. */
  has(name: string): boolean {
    return this.#hiddenCounts.has(keyOf(name));
  }

  /**
   * Keeps the list on the server from now on, for a user with a registered name. Names in the file stay
   * blocked here until the user unblocks them.
   *
   * @param names The names that the server has.
   * @param write Replaces them.
   */
  useAccount(names: readonly string[], write: (names: readonly string[]) => void): void {
    const keys = names.map(keyOf);
    // Those that another client has unblocked meanwhile.
    for (const key of this.#account?.names ?? []) {
      if (!keys.includes(key)) this.#hiddenCounts.delete(key);
    }
    for (const key of keys) {
      if (!this.#hiddenCounts.has(key)) this.#hiddenCounts.set(key, 0);
    }
    this.#account = { names: new Set(keys), write };
  }

  /** Blocks a user. Returns false when the user was blocked before. */
  async block(name: string): Promise<boolean> {
    const key = keyOf(name);
    if (this.#hiddenCounts.has(key)) return false;
    this.#hiddenCounts.set(key, 0);
    if (this.#account) this.#account.write([...this.#account.names.add(key)]);
    else await this.#save((names) => names.add(key));
    return true;
  }

  /** Unblocks a user. Returns false when the user was not blocked. */
  async unblock(name: string): Promise<boolean> {
    const key = keyOf(name);
    if (!this.#hiddenCounts.delete(key)) return false;
    if (this.#account?.names.delete(key)) this.#account.write([...this.#account.names]);
    await this.#save((names) => names.delete(key));
    return true;
  }

  /** Reads the file before it changes it: another client may have written to it. */
  async #save(change: (names: Set<string>) => void): Promise<void> {
    await this.#useFile(async (file) => {
      const names = new Set((await file.read()).map(keyOf));
      change(names);
      await file.write([...names]);
    });
  }

  async #useFile(use: (file: BlockFile) => Promise<void>): Promise<void> {
    if (this.#file === undefined) return;
    try {
      await use(this.#file);
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      // Never write again to a file that may hold something of value to somebody.
      this.#file = undefined;
      this.#onProblem(`${error.message}. Users that you block are blocked until you leave.`);
    }
  }
}

import { keyOf } from "../../chat/user.ts";
import { systemReason } from "../../errors/system_reason.ts";
import type { BlockFile } from "./block_file.ts";

/** What a {@linkcode BlockList} is opened with. */
export interface BlockListOptions {
  /** What keeps the names when the client has ended. */
  readonly file?: BlockFile | undefined;
  /** Hears, once at most, why the names cannot be kept. */
  onProblem(text: string): void;
}

/**
 * Those of whom the user wants to read nothing. A name stands for all that are the same to the
 * server. What goes wrong with the file never stops anybody: then the names are kept in memory alone.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const blocks = await BlockList.open({ onProblem: console.error });
 * await blocks.block("Al ice");
 * assert.equal(blocks.hides("bob"), false);
 * assert.equal(blocks.hides("Al_ice"), true);
 * assert.deepEqual([...blocks.hidden], [["Al_ice", 1]]);
 * ```
 */
export class BlockList {
  readonly #hidden = new Map<string, number>();
  readonly #onProblem: (text: string) => void;
  #file: BlockFile | undefined;

  private constructor({ file, onProblem }: BlockListOptions) {
    this.#file = file;
    this.#onProblem = onProblem;
  }

  /** Reads who is blocked. */
  static async open(options: BlockListOptions): Promise<BlockList> {
    const list = new BlockList(options);
    await list.#useFile(async (file) => {
      for (const name of await file.read()) list.#hidden.set(keyOf(name), 0);
    });
    return list;
  }

  /** The blocked names, with the number of messages that were hidden since the list was opened. */
  get hidden(): ReadonlyMap<string, number> {
    return this.#hidden;
  }

  /** Whether the names outlive the client. */
  get isKept(): boolean {
    return this.#file !== undefined;
  }

  /** Whether a message whose sender has one of these names is to be hidden; if so, it is counted. */
  hides(...names: readonly string[]): boolean {
    const blocked = names.map(keyOf).find((name) => this.#hidden.has(name));
    if (blocked === undefined) return false;
    this.#hidden.set(blocked, this.#hidden.get(blocked)! + 1);
    return true;
  }

  /** Blocks a user; tells whether that is new. */
  async block(name: string): Promise<boolean> {
    const key = keyOf(name);
    if (this.#hidden.has(key)) return false;
    this.#hidden.set(key, 0);
    await this.#keep((names) => names.add(key));
    return true;
  }

  /** Blocks a user no longer; tells whether they were. */
  async unblock(name: string): Promise<boolean> {
    const key = keyOf(name);
    if (!this.#hidden.delete(key)) return false;
    await this.#keep((names) => names.delete(key));
    return true;
  }

  /** Changes the file as it is now: another client may have changed it, too. */
  async #keep(change: (names: Set<string>) => void): Promise<void> {
    await this.#useFile(async (file) => {
      const names = new Set((await file.read()).map(keyOf));
      change(names);
      await file.write([...names]);
    });
  }

  async #useFile(use: (file: BlockFile) => Promise<void>): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    try {
      await use(file);
    } catch (error) {
      // From here on in memory: a file that makes no sense to us may be dear to somebody.
      this.#file = undefined;
      this.#onProblem(`Cannot keep who is blocked in "${file.path}": ${systemReason(error)}`);
    }
  }
}

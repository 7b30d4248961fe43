import { quote } from "../../framing/messages.ts";
import type { Status } from "../../net/status.ts";

/** Counts failures with records, and tells the operator of the first: others like it may be many. */
export class ToldOnce {
  readonly #doing: string;
  readonly #onStatus: (status: Status) => void;
  #count = 0;

  /** @param doing What failed, as the start of a sentence that the record's key follows. */
  constructor(doing: string, onStatus: (status: Status) => void) {
    this.#doing = doing;
    this.#onStatus = onStatus;
  }

  get count(): number {
    return this.#count;
  }

  /** @param at The record's key in the bucket. */
  add(at: string, error: unknown): void {
    if (this.#count++ > 0) return;
    this.#onStatus({ type: "failed", doing: `${this.#doing} ${quote(at)}`, error });
  }
}

import type { Account } from "../../store/account_table.ts";
import { MAX_TIME } from "./fields.ts";
import type { SharedRecord } from "./record.ts";

/** How many records are decoded or applied at once. In between, the server says that it is alive. */
const PIECE = 1000;

/** The options of a {@linkcode RecordLoader}. */
export interface RecordLoaderOptions {
  /** Returns the record of some bytes; `undefined` if it is to be ignored. */
  decode(at: string, bytes: Uint8Array): SharedRecord | undefined;
  /** Applies some records. */
  apply(records: readonly Loaded[]): void;
}

/** A record with its key in the bucket. */
export interface Loaded {
  readonly at: string;
  readonly record: SharedRecord;
}

/** The records that come before all are there. */
export class RecordLoader {
  readonly #options: RecordLoaderOptions;
  #bytes = new Map<string, Uint8Array>();
  #isDone = false;

  constructor(options: RecordLoaderOptions) {
    this.#options = options;
  }

  /** Whether all records are applied that were noted. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Learns of a record, or of its removal. */
  note(at: string, value: Uint8Array | undefined): void {
    if (value) this.#bytes.set(at, value.slice());
    else this.#bytes.delete(at);
  }

  /** Applies all records, also those that come meanwhile. */
  async applyAll(): Promise<void> {
    while (this.#bytes.size > 0) {
      const noted = this.#bytes;
      this.#bytes = new Map();
      const loaded: Loaded[] = [];
      await inPieces([...noted], (piece) => {
        for (const [at, bytes] of piece) {
          const record = this.#options.decode(at, bytes);
          if (record) loaded.push({ at, record });
        }
      });
      loaded.sort((a, b) => rankOf(a.record) - rankOf(b.record));
      await inPieces(loaded, (piece) => this.#options.apply(piece));
    }
    this.#isDone = true;
  }
}

async function inPieces<Item>(
  items: readonly Item[],
  take: (piece: readonly Item[]) => void,
): Promise<void> {
  for (let at = 0; at < items.length; at += PIECE) {
    if (at > 0) await new Promise((resolve) => setTimeout(resolve, 0));
    take(items.slice(at, at + PIECE));
  }
}

/** Returns the place of a record among the others. The oldest accounts come first: rows belong to them. */
function rankOf({ kind, key, row }: SharedRecord): number {
  if (kind === "account") return row ? (row as Account).created - MAX_TIME : -MAX_TIME;
  return kind === "audit" ? Number(key) : 0;
}

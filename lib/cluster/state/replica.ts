import type { SharedKind, WaitingRow } from "../../serving/shared_rows.ts";
import type { SharedRecord } from "./record.ts";

/** All shared records that a server knows, by their keys in the bucket. */
export class Replica {
  readonly #records = new Map<string, SharedRecord>();
  /** The keys of the records that belong to accounts, by the keys of the accounts. */
  readonly #byAccount = new Map<string, Set<string>>();

  get size(): number {
    return this.#records.size;
  }

  get(at: string): SharedRecord | undefined {
    return this.#records.get(at);
  }

  set(at: string, record: SharedRecord): void {
    this.delete(at);
    this.#records.set(at, record);
    const account = accountOf(record);
    if (account === undefined) return;
    this.#byAccount.set(account, (this.#byAccount.get(account) ?? new Set()).add(at));
  }

  delete(at: string): void {
    const record = this.#records.get(at);
    if (!record) return;
    this.#records.delete(at);
    const account = accountOf(record);
    const others = account === undefined ? undefined : this.#byAccount.get(account);
    if (others?.delete(at) && others.size === 0) this.#byAccount.delete(account!);
  }

  /** Returns the records whose rows belong to an account. */
  ofAccount(account: string): readonly SharedRecord[] {
    return Array.from(this.#byAccount.get(account) ?? [], (at) => this.#records.get(at)!);
  }

  entries(): Iterable<readonly [at: string, record: SharedRecord]> {
    return this.#records;
  }
}

/** Returns the key of the account that a row belongs to and goes with. */
export function accountOf(
  { kind, key, row }: { readonly kind: SharedKind; readonly key: string; readonly row: unknown },
): string | undefined {
  if (row === undefined) return undefined;
  if (kind === "operator" || kind === "blocks") return key;
  return kind === "waiting" ? (row as WaitingRow).account : undefined;
}

import { Refusal } from "../errors/refusal.ts";
import { StoreError } from "../store/store_error.ts";
import type { Accounts } from "./accounts/accounts.ts";

/** What a name on a block list costs its user, in bytes: the store writes all of them anew. */
export const BLOCK_COST_BYTES = 8 * 1024;

const NO_ACCOUNTS = new Refusal("refused", "The server keeps no block lists");

/** Returns or replaces the names that a user blocks, if the store works. */
export function blocksOf(
  accounts: Accounts | undefined,
  name: string,
  names?: readonly string[],
): readonly string[] | Refusal<"refused"> {
  try {
    return accounts?.blocks(name, names) ?? NO_ACCOUNTS;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return new Refusal("refused", error.message);
  }
}

import { Refusal } from "../errors/refusal.ts";
import { StoreError } from "../store/store_error.ts";
import type { Accounts } from "./accounts/accounts.ts";

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

import { Refusal } from "../errors/refusal.ts";
import { StoreError } from "../store/store_error.ts";
import type { Accounts } from "./accounts.ts";

const NOT_REGISTERED = new Refusal(
  "refused",
  "The server keeps block lists of registered names only: /register PASSWORD",
);

/**
 * Returns the names that the owner of a name blocks.
 *
 * @param names Replaces them.
 */
export function blocksOf(
  accounts: Accounts | undefined,
  name: string,
  names?: readonly string[],
): readonly string[] | Refusal<"refused"> {
  try {
    const refusal = names && accounts?.setBlocks(name, names);
    return refusal ?? accounts?.blocksOf(name) ?? NOT_REGISTERED;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return new Refusal("refused", error.message);
  }
}

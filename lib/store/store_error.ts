import { ExpectedError } from "../errors/expected_error.ts";

/** A failure to open, read or write a store. A write that throws it has changed nothing. */
export class StoreError extends ExpectedError {
  override name = "StoreError";
}

/** Returns what comes of using a store; `undefined` if that fails, where the chat goes on without it. */
export function unlessStoreFails<Result>(use: () => Result): Result | undefined {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}

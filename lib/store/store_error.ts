import { ExpectedError } from "../errors/expected_error.ts";

/** A failure to open, read or write a store. A write that throws it has changed nothing. */
export class StoreError extends ExpectedError {
  override name = "StoreError";
}

import { ExpectedError } from "../../errors/expected_error.ts";
import { safeText } from "../../terminal/safe_text.ts";

/** The server has put the user out, so the client does not connect again by itself. */
export class RemovedError extends ExpectedError {
  override name = "RemovedError";

  /** @param reason The server's words. */
  constructor(reason: string) {
    super(`Not connecting again: ${safeText(reason).replaceAll("\n", " ")}`);
  }
}

import { ExpectedError } from "../errors/expected_error.ts";

/** A failure to announce a service or to search for services. */
export class DiscoveryError extends ExpectedError {
  override name = "DiscoveryError";
}

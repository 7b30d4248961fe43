import type { InternalErrors } from "../../lib/net/internal_errors.ts";

/** Fails the test that causes an exception which nobody expected. */
export const NO_BUGS: Pick<InternalErrors, "report" | "count"> = {
  count: 0,
  report(_doing, error) {
    throw error;
  },
};

import { ExpectedError } from "../errors/expected_error.ts";
import { type Clock, sleep } from "../net/clock.ts";
import { BusError } from "./bus.ts";

/** How long a server that starts waits for its bus, in milliseconds: a new stream has no leader for seconds. */
const MAX_START_MS = 15_000;

/** The pause after a failed attempt, in milliseconds. */
const RETRY_MS = 250;

/**
 * Repeats a step of a server's start until the bus carries it out; resolves with its result.
 *
 * @throws {ExpectedError} if that takes too long.
 */
export async function untilReady<Result>(
  clock: Clock,
  step: () => Promise<Result>,
): Promise<Result> {
  const deadline = clock.now() + MAX_START_MS;
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      if (clock.now() >= deadline) {
        throw new ExpectedError(`Cannot join the cluster: ${error.message}`, {
          cause: error,
          hint:
            "Are most of the NATS nodes running, do they know each other, and do the account's " +
            "limits allow it?",
        });
      }
    }
    await sleep(clock, RETRY_MS);
  }
}

import { type Clock, sleep } from "../net/clock.ts";
import type { Membership } from "./membership.ts";
import { whileComing } from "./while_coming.ts";

/** How long a server that starts waits until it has heard all others, and how often it looks. */
const MAX_GREETING_MS = 1500;
const GREETING_STEP_MS = 10;

/** How long it waits for the users and channels of one more server, in milliseconds. */
const MAX_STARTING_MS = 5000;

/**
 * Waits until a server that starts knows the others, with their users and channels, or until that takes
 * too long.
 *
 * @param asked The answers of the others that have not come yet. They leave the set when they do.
 */
export async function greet(
  clock: Clock,
  membership: Pick<Membership, "hasUnheard">,
  asked: ReadonlySet<Promise<void>>,
): Promise<void> {
  const until = clock.now() + MAX_GREETING_MS;
  while (membership.hasUnheard && clock.now() < until) await sleep(clock, GREETING_STEP_MS);
  await whileComing(clock, MAX_STARTING_MS, asked);
}

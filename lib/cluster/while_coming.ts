import type { Clock } from "../net/clock.ts";
import { atMost } from "./at_most.ts";

/**
 * Waits for promises that leave a set when they resolve: until it is empty, or none has left it for a
 * time.
 */
export async function whileComing(
  clock: Clock,
  roundMs: number,
  pending: ReadonlySet<Promise<void>>,
): Promise<void> {
  for (let before = Infinity; pending.size > 0 && pending.size < before;) {
    before = pending.size;
    await atMost(clock, roundMs, Promise.all(pending));
  }
}

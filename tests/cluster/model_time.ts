import { setImmediate } from "node:timers";

/** The time of all clocks at the start, in milliseconds since 1970. */
export const EPOCH_MS = 1.7e12;

/** How far the clocks move at once. */
export const STEP_MS = 250;

/** Waits until everything that is on its way has arrived: in memory, that takes microtasks only. */
export async function arrive(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

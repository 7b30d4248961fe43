/**
 * The turns of the event loop that everything gets. The server stops reading or accepting for a turn
 * when it has been busy for 8 ms, which a loaded machine reaches early and more than once.
 */
const TURNS = 8;

/** Waits until everything that is ready to run has run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

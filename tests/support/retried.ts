/** How often something is tried at most. */
const MAX_TRIES = 4;

/**
 * Tries something again that a busy machine may have spoilt: a measurement of time, or something that
 * takes silence for an answer. Whatever else the machine does makes such a test fail, and never succeed.
 *
 * @throws {unknown} what the last try throws.
 */
export async function retried<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1;; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === MAX_TRIES) throw error;
    }
  }
}

import { concat } from "../../framing/bytes.ts";
import { CaseFailure, CaseSkipped } from "./case_failure.ts";
import type { Stage } from "./stage.ts";
import type { User } from "./user.ts";

/** How much is sent past a client that does not read: more than the buffers of a system hold. */
const FLOOD_BYTES = 8 * 1024 * 1024;
const BATCH_BYTES = 100_000;
const MAX_FLOOD_MS = 4000;

/** A flood of messages for a client that reads none of them. */
export interface Flood {
  readonly from: User;
  /** One message of the flood. */
  readonly message: Uint8Array;
  /** A user who gets one message for each of these, as long as the server copes. */
  readonly witness: User;
}

/**
 * Floods the server until a client that reads nothing has filled its buffers, then checks that the
 * server goes on.
 *
 * @param goesOn Checks that.
 * @throws {CaseFailure} if it does not.
 * @throws {CaseSkipped} if the server is too slow to find out.
 */
export async function surviveFlood(
  t: Stage,
  { from, message, witness }: Flood,
  goesOn: () => Promise<void>,
): Promise<void> {
  const count = Math.ceil(BATCH_BYTES / message.length);
  const batch = concat(Array<Uint8Array>(count).fill(message));
  const startedAt = performance.now();
  let flooded = 0;
  for (; flooded < FLOOD_BYTES; flooded += batch.length) {
    if (performance.now() - startedAt > MAX_FLOOD_MS) {
      throw new CaseSkipped("The server is too slow for this case to fill its buffers in time.");
    }
    t.noteSent(from.name, batch);
    const sent = await from.connection.write(batch, t.patience.answerMs);
    let seen = 0;
    while (seen < count && await witness.connection.next(t.patience.quietMs)) seen++;
    if (sent < batch.length || seen < count) break;
  }
  try {
    await goesOn();
  } catch (error) {
    if (!(error instanceof CaseFailure)) throw error;
    throw new CaseFailure(
      `One client read nothing while ${flooded} bytes were sent to it. ${error.message}`,
    );
  }
}

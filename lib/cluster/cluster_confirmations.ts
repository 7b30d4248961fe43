import type { Confirmations } from "../serving/confirmations.ts";
import { Flushes, type FlushesParts } from "./flushes.ts";
import type { Publisher } from "./publisher.ts";
import type { SharedState } from "./state/shared_state.ts";

/** The parts that {@linkcode ClusterConfirmations} work with. */
export interface ClusterConfirmationsParts extends FlushesParts {
  readonly publisher: Pick<Publisher, "published" | "sent" | "settled">;
  /** The changes of shared records that this server makes, if it shares some. */
  records(): Pick<SharedState, "published" | "pending"> | undefined;
}

/** Tells when messages and records are safe, and when changes are on their way to the other servers. */
export class ClusterConfirmations implements Confirmations {
  readonly #parts: ClusterConfirmationsParts;
  readonly flushes: Flushes;

  constructor(parts: ClusterConfirmationsParts) {
    this.#parts = parts;
    this.flushes = new Flushes(parts);
  }

  get published(): number {
    const { publisher, records } = this.#parts;
    return publisher.published + this.flushes.noted + (records()?.published ?? 0);
  }

  settled(): Promise<void> | undefined {
    const { publisher, records } = this.#parts;
    const waits = [publisher.settled(), this.flushes.taken(), records()?.pending()]
      .filter((wait) => wait !== undefined);
    return waits.length > 1 ? Promise.all(waits).then(() => {}) : waits[0];
  }
}

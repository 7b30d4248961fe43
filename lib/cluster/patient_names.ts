import type { Claim, NameRegistry } from "../chat/name_registry.ts";
import { type Clock, sleep } from "../net/clock.ts";

/** How often a name is claimed that nobody seems to have, and the pause in between, in milliseconds. */
const MAX_CLAIMS = 10;
const PAUSE_MS = 50;

/** The parts that {@linkcode PatientNames} work with. */
export interface PatientNamesParts {
  readonly names: NameRegistry;
  readonly clock: Clock;
  /** Whether a user has that name, as far as is known here. */
  isTaken(name: string): boolean;
}

/**
 * A registry that waits a little for a name whose user has just gone: servers tell that a user has left
 * before the record of the name has changed.
 */
export class PatientNames implements NameRegistry {
  readonly #parts: PatientNamesParts;

  constructor(parts: PatientNamesParts) {
    this.#parts = parts;
  }

  async claim(name: string): Promise<Claim> {
    const { names, clock, isTaken } = this.#parts;
    for (let claims = 1;; claims++) {
      const claim = await names.claim(name);
      const mayBeFree = claim?.code === "name-taken" && !isTaken(name) && claims < MAX_CLAIMS;
      if (!mayBeFree) return claim;
      await sleep(clock, PAUSE_MS);
    }
  }

  release(name: string): void {
    this.#parts.names.release(name);
  }
}

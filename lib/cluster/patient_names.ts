import type { Claim, NameRegistry } from "../chat/name_registry.ts";
import { type Clock, sleep } from "../net/clock.ts";

/** The pauses between claims of a name that nobody seems to have, in milliseconds. */
const PAUSES_MS = [5, 10, 20, 40, 75, 150, 200];

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
    for (const pauseMs of PAUSES_MS) {
      const claim = await names.claim(name);
      if (claim?.code !== "name-taken" || isTaken(name)) return claim;
      await sleep(clock, pauseMs);
    }
    return await names.claim(name);
  }

  release(name: string): void {
    this.#parts.names.release(name);
  }
}

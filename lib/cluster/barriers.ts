import type { Bus, Ending } from "./bus.ts";
import { barrierAt } from "./subjects.ts";

/** How long another server may take to answer, in milliseconds. */
const MAX_ANSWER_MS = 250;

const NOTHING = new Uint8Array(0);

/** The parts that {@linkcode Barriers} work with. */
export interface BarriersParts {
  readonly bus: Pick<Bus, "subscribe" | "request">;
  slot(): number;
}

/**
 * Lets servers wait for news that are on their way: what one server sends arrives in order, so its answer
 * comes behind them.
 */
export class Barriers {
  readonly #parts: BarriersParts;
  #subscription: Ending;

  constructor(parts: BarriersParts) {
    this.#parts = parts;
    this.#subscription = this.#subscribe();
  }

  #subscribe(): Ending {
    const { bus, slot } = this.#parts;
    return bus.subscribe(barrierAt(slot()), (message) => message.reply(NOTHING));
  }

  /** Resolves once everything has come that another server knows now, or when that takes too long. */
  async behind(slot: number): Promise<void> {
    try {
      // The first answer may come before the news of the same turn, and the second one comes behind them.
      for (let round = 0; round < 2; round++) {
        await this.#parts.bus.request(barrierAt(slot), NOTHING, MAX_ANSWER_MS);
      }
    } catch {
      // That server is gone, or will be taken for dead.
    }
  }

  /** Answers at the present slot of this server. */
  changeSlot(): void {
    this.#subscription.end();
    this.#subscription = this.#subscribe();
  }

  /** Stops answering. */
  close(): void {
    this.#subscription.end();
  }
}

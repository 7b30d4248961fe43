import { slotOf } from "../chat/event_id.ts";
import type { Bus, Ending } from "./bus.ts";
import type { Publisher } from "./publisher.ts";
import { arrivalsAt } from "./subjects.ts";
import { decode, encode } from "./wire.ts";

/** The parts that {@linkcode Arrivals} work with. */
export interface ArrivalsParts {
  readonly bus: Pick<Bus, "subscribe">;
  readonly publisher: Pick<Publisher, "publish">;
  slot(): number;
  isOwn(boot: string): boolean;
  /** Learns that the run of a server has all messages of this one up to an id. */
  onArrived(boot: string, id: number): void;
  /** Learns that some messages have come to a server behind their recipients' departure. */
  onMissed(boot: string, ids: readonly number[]): void;
}

/** A receipt for one server. */
interface Arrival {
  readonly sender: string;
  readonly boot: string;
  id: number;
  /** Those that came too late. */
  readonly missed: number[];
}

/** Tells other servers which of their private messages have come, and learns it from them. */
export class Arrivals {
  readonly #parts: ArrivalsParts;
  /** The receipts that go out at the end of the turn, by the runs of both servers. */
  readonly #open = new Map<string, Arrival>();
  #subscription: Ending;

  constructor(parts: ArrivalsParts) {
    this.#parts = parts;
    this.#subscription = this.#subscribe();
  }

  #subscribe(): Ending {
    const { bus, slot, isOwn, onArrived, onMissed } = this.#parts;
    return bus.subscribe(arrivalsAt(slot()), ({ bytes }) => {
      const { sender, boot, id, missed = [] } = decode(bytes) ?? {};
      const isSound = typeof boot === "string" && isId(id) && Array.isArray(missed);
      if (!isSound || typeof sender !== "string" || !isOwn(sender)) return;
      if (missed.length > 0) onMissed(boot, missed.filter(isId));
      onArrived(boot, id);
    });
  }

  /**
   * Tells that a message has come.
   *
   * @param sender The run of the server that sent it.
   * @param boot The run of this server that it was sent to.
   * @param isTooLate Whether its recipient has left before.
   */
  tell(sender: string, boot: string, id: number, isTooLate = false): void {
    const key = `${sender} ${boot}`;
    const open = this.#open.get(key);
    const arrival = open ?? { sender, boot, id, missed: [] };
    arrival.id = Math.max(arrival.id, id);
    if (isTooLate) arrival.missed.push(id);
    if (open) return;
    this.#open.set(key, arrival);
    this.#parts.publisher.publish(arrivalsAt(slotOf(id)), () => {
      this.#open.delete(key);
      return encode(arrival);
    });
  }

  /** Listens at the present slot of this server. */
  changeSlot(): void {
    this.#subscription.end();
    this.#subscription = this.#subscribe();
  }

  /** Stops. */
  close(): void {
    this.#subscription.end();
  }
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

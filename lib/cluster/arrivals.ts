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
}

/** A receipt for one server. */
interface Arrival {
  readonly sender: string;
  readonly boot: string;
  id: number;
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
    const { bus, slot, isOwn, onArrived } = this.#parts;
    return bus.subscribe(arrivalsAt(slot()), ({ bytes }) => {
      const { sender, boot, id } = decode(bytes) ?? {};
      const isSound = typeof boot === "string" && Number.isSafeInteger(id);
      if (isSound && typeof sender === "string" && isOwn(sender)) onArrived(boot, id as number);
    });
  }

  /**
   * Tells that a message has come.
   *
   * @param sender The run of the server that sent it.
   * @param boot The run of this server that it was sent to.
   */
  tell(sender: string, boot: string, id: number): void {
    const key = `${sender} ${boot}`;
    const open = this.#open.get(key);
    if (open) {
      open.id = Math.max(open.id, id);
      return;
    }
    const arrival = { sender, boot, id };
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

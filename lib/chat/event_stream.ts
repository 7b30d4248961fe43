import type { ChatEvent, EventSink, Stamp } from "./event.ts";
import type { EventIds } from "./event_id.ts";

/** An event that has no id and no time yet. */
export type Unstamped<Event = ChatEvent> = Event extends unknown ? Omit<Event, keyof Stamp> : never;

/** Stamps the events of a hub, and passes them on. */
export class EventStream {
  readonly #sinks: readonly EventSink[];
  readonly #now: () => number;
  readonly #ids: EventIds;
  #last: Stamp = { id: 0, time: 0 };

  /** @param now Returns the time in milliseconds since 1970. */
  constructor(sinks: readonly EventSink[], now: () => number, ids: EventIds) {
    this.#sinks = sinks;
    this.#now = now;
    this.#ids = ids;
  }

  /** The id and the time of the last event; zeros before the first one. */
  get last(): Stamp {
    return this.#last;
  }

  /** Stamps an event and passes it on. Returns the present time. */
  emit(unstamped: Unstamped): number {
    const time = this.#now();
    this.#pass(unstamped, this.#last = { id: this.#ids.next(), time });
    return time;
  }

  /** Passes an event on that got its stamp earlier, or on another server. */
  repeat(unstamped: Unstamped, stamp: Stamp): void {
    this.#pass(unstamped, stamp);
  }

  #pass(unstamped: Unstamped, { id, time }: Stamp): void {
    // Sparing a copy: there is an event for each message.
    const event = Object.assign(unstamped, { id, time }) as ChatEvent;
    for (const sink of this.#sinks) sink.emit(event);
  }
}

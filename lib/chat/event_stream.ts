import type { ChatEvent, EventSink, Stamp } from "./event.ts";

/** An event that has no id and no time yet. */
type Unstamped<Event = ChatEvent> = Event extends unknown ? Omit<Event, keyof Stamp> : never;

/** Stamps the events of a hub, and passes them on. */
export class EventStream {
  readonly #sinks: readonly EventSink[];
  readonly #now: () => number;
  #last: Stamp;

  /** @param now Returns the time in milliseconds since 1970. */
  constructor(sinks: readonly EventSink[], now: () => number, firstId: number) {
    this.#sinks = sinks;
    this.#now = now;
    this.#last = { id: firstId - 1, time: 0 };
  }

  /** The id and the time of the last event. */
  get last(): Stamp {
    return this.#last;
  }

  /**
   * Stamps an event and passes it on.
   *
   * @param sentAt The time of what it tells, if it comes late, in milliseconds since 1970.
   * @returns the present time.
   */
  emit(unstamped: Unstamped, sentAt?: number): number {
    const { id, time } = this.#last = { id: this.#last.id + 1, time: this.#now() };
    // Sparing a copy: there is an event for each message.
    const event = Object.assign(unstamped, { id, time: sentAt ?? time }) as ChatEvent;
    for (const sink of this.#sinks) sink.emit(event);
    return time;
  }
}

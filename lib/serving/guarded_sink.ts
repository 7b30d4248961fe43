import type { ChatEvent, EventSink } from "../chat/event.ts";
import type { BugReporter } from "../net/internal_errors.ts";

/**
 * A sink that never throws: the hub has changed its state before it emits an event, and goes on with
 * the other sinks and with the rest of a logout.
 */
export class GuardedSink implements EventSink {
  readonly #sink: EventSink;
  readonly #errors: BugReporter;

  constructor(sink: EventSink, errors: BugReporter) {
    this.#sink = sink;
    this.#errors = errors;
  }

  emit(event: ChatEvent): void {
    try {
      this.#sink.emit(event);
    } catch (error) {
      this.#errors.report("Cannot pass an event on", error);
    }
  }
}

import type { ChatEvent, EventSink } from "../chat/event.ts";
import type { History } from "../history/history.ts";

/** Passes the messages of channels on to the history. */
export class HistorySink implements EventSink {
  readonly #history: History;

  constructor(history: History) {
    this.#history = history;
  }

  emit(event: ChatEvent): void {
    if (event.type !== "message") return;
    const { id, time, from, channel, text } = event;
    this.#history.add(channel.name, { id, time, sender: from.name, text });
  }
}

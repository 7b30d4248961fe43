import type { ChatEvent, EventSink } from "../../lib/chat/event.ts";
import type { Confirmations } from "../../lib/serving/confirmations.ts";

const MESSAGES = new Set<ChatEvent["type"]>(["message", "private", "broadcast"]);

/** Confirmations of a cluster whose messages are safe once the test says so. */
export class LateConfirmations implements Confirmations, EventSink {
  published = 0;
  #settled: PromiseWithResolvers<void> | undefined;

  emit(event: ChatEvent): void {
    if (MESSAGES.has(event.type)) this.publish();
  }

  publish(): void {
    this.published++;
    this.#settled ??= Promise.withResolvers();
  }

  settled(): Promise<void> | undefined {
    return this.#settled?.promise;
  }

  /** Everything handed over so far is safe. */
  settle(): void {
    this.#settled?.resolve();
    this.#settled = undefined;
  }
}

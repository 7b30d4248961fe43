import type { PastMessage } from "./history.ts";
import { MessageRing } from "./message_ring.ts";

/** A message that waits to be saved. */
export interface GatheredMessage {
  readonly channel: string;
  readonly message: PastMessage;
}

/** The maximum of messages that wait while they cannot be saved: their number, and their bytes. */
const MAX_COUNT = 100_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** When there is no room for another message, so many of the oldest are given up at once. */
const LOST_AT_ONCE = 1000;

/** The messages that are about to be saved, the oldest first. */
export class Gathered {
  #messages: GatheredMessage[] = [];
  #bytes = 0;
  #lost = 0;

  get count(): number {
    return this.#messages.length;
  }

  /** The number of messages that there was no room for, since the last call of {@linkcode clear}. */
  get lost(): number {
    return this.#lost;
  }

  get all(): readonly GatheredMessage[] {
    return this.#messages;
  }

  add(channel: string, message: PastMessage): void {
    this.#messages.push({ channel, message });
    this.#bytes += bytesOf(message);
    while (this.#messages.length > MAX_COUNT || this.#bytes > MAX_BYTES) this.#lose();
  }

  /** Returns the messages of a channel. */
  of(channel: string): MessageRing {
    const ring = new MessageRing();
    for (const it of this.#messages) if (it.channel === channel) ring.add(it.message);
    return ring;
  }

  /** Removes all messages, because they are saved. */
  clear(): void {
    this.#messages = [];
    this.#bytes = 0;
    this.#lost = 0;
  }

  /** Removes the messages of a channel. */
  forget(channel: string): void {
    this.#messages = this.#messages.filter((it) => it.channel !== channel);
    this.#bytes = this.#messages.reduce((sum, { message }) => sum + bytesOf(message), 0);
  }

  #lose(): void {
    const lost = this.#messages.splice(0, LOST_AT_ONCE);
    for (const { message } of lost) this.#bytes -= bytesOf(message);
    this.#lost += lost.length;
  }
}

function bytesOf({ text }: PastMessage): number {
  return 2 * text.length + 200;
}

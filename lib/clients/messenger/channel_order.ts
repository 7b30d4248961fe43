import { normalName } from "../../chat/name.ts";
import type { StampedMessage } from "./stamped_message.ts";

/** How much may wait, in UTF-16 code units. A server of ours answers long before that. */
const MAX_HELD_LENGTH = 32 * 1024 * 1024;

/**
 * Puts the live messages of a channel behind the earlier ones that are still to come, also over lost
 * connections, so that each message comes once and in order. It works by the ids of messages.
 */
export class ChannelOrder {
  /** The name of the channel in the form in which names are compared. */
  #channel: string | undefined;
  #lastId: number | undefined;
  /** The live messages that wait. */
  #held: StampedMessage[] | undefined;
  #heldLength = 0;
  /** Those that waited when an earlier connection was lost. */
  #stranded: StampedMessage[] = [];

  /** Everything up to this message has come; `undefined` if the server has told no id. */
  get lastId(): number | undefined {
    return this.#lastId;
  }

  /** Goes on with a channel that the user has entered, or with none. */
  follow(channel: string | undefined): void {
    this.#channel = channel && normalName(channel);
    this.#lastId = undefined;
  }

  /** Makes live messages of the channel wait. */
  hold(): void {
    this.#stranded.push(...this.#held ?? []);
    this.#held = [];
  }

  /** Takes note of a live message. Reports whether it has to wait. */
  takes(message: StampedMessage): boolean {
    if (message.action !== "message" || !this.isIn(message.destination)) return false;
    if (!this.#held) this.note(message.stamp?.id);
    else if ((this.#heldLength += message.body.length) > MAX_HELD_LENGTH) return false;
    else this.#held.push(message);
    return this.#held !== undefined;
  }

  /** Records that everything up to a message has come. */
  note(id: number | undefined): void {
    if (id !== undefined) this.#lastId = Math.max(this.#lastId ?? 0, id);
  }

  /**
   * Returns earlier messages in their order, without those that have come already and those that wait,
   * and records that they have come now. Messages that waited when an earlier connection was lost are
   * among them.
   *
   * @param isComplete Whether there are no more earlier ones behind these.
   */
  merge(earlier: readonly StampedMessage[], isComplete: boolean): StampedMessage[] {
    const [from, last] = [this.#lastId ?? -1, idOf(earlier.at(-1))];
    const isDue = (message: StampedMessage) => isComplete || idOf(message) <= last;
    const due = this.#stranded.filter(isDue);
    this.#stranded = this.#stranded.filter((message) => !isDue(message));
    const held = new Set(this.#held?.map(idOf));
    const byId = new Map([...due, ...earlier].map((message) => [idOf(message), message]));
    const merged = [...byId.values()]
      .filter((message) => idOf(message) > from && !held.has(idOf(message)))
      .sort((one, other) => idOf(one) - idOf(other));
    for (const message of merged) this.note(message.stamp?.id);
    return merged;
  }

  /** Lets live messages pass again, and returns those that have waited and not come yet. */
  release(): StampedMessage[] {
    const waiting = [...this.#stranded.splice(0), ...this.#held ?? []];
    this.#held = undefined;
    this.#heldLength = 0;
    const from = this.#lastId ?? -1;
    const released = waiting.filter(({ stamp }) => !stamp || stamp.id > from);
    for (const message of released) this.note(message.stamp?.id);
    return released;
  }

  /** Reports whether a destination is the channel. */
  isIn(destination: string): boolean {
    return this.#channel !== undefined && normalName(destination) === this.#channel;
  }
}

function idOf(message: StampedMessage | undefined): number {
  return message?.stamp?.id ?? 0;
}

import { channelKey } from "../../chat/name.ts";
import { SeenIds } from "./seen_ids.ts";
import type { StampedMessage } from "./stamped_message.ts";

/** How much may wait, in UTF-16 code units. A server of ours answers long before that. */
const MAX_HELD_LENGTH = 32 * 1024 * 1024;

/**
 * Puts the live messages of a channel behind the earlier ones that are still to come, also over lost
 * connections, so that each message comes once and in order. It works by the ids of messages. In a
 * cluster, live messages stay in the order in which they arrive.
 */
export class ChannelOrder<Message extends StampedMessage = StampedMessage> {
  /** The name of the channel in the form in which names are compared. */
  #channel: string | undefined;
  readonly #seen = new SeenIds();
  /** The live messages that wait. */
  #held: Message[] | undefined;
  #heldLength = 0;
  /** Those that waited when an earlier connection was lost. */
  #stranded: Message[] = [];

  /** The messages that have come. */
  get seen(): SeenIds {
    return this.#seen;
  }

  /** Goes on with a channel that the user has entered, or with none. */
  follow(channel: string | undefined): void {
    this.#channel = channel && channelKey(channel);
    this.#seen.clear();
  }

  /** Makes live messages of the channel wait. */
  hold(): void {
    this.#stranded.push(...this.#held ?? []);
    this.#held = [];
  }

  /**
   * Takes note of an event. Reports whether it is not to be shown now: it has to wait, or has come before,
   * or only tells of the servers of a cluster.
   */
  takes(message: Message): boolean {
    const { action, destination, stamp } = message;
    if (action === "servers") {
      this.#seen.isClustered = true;
      return true;
    }
    if (action !== "message" || !this.isIn(destination)) return false;
    if (this.#held) {
      if ((this.#heldLength += message.body.length) > MAX_HELD_LENGTH) return false;
      this.#held.push(message);
      return true;
    }
    // A server may learn late of a message that the client has from another one.
    if (stamp && this.#seen.isClustered && this.#seen.has(stamp.id)) return true;
    this.note(stamp?.id);
    return false;
  }

  /** Records that everything up to a message has come. */
  note(id: number | undefined): void {
    if (id !== undefined) this.#seen.note(id);
  }

  /**
   * Returns earlier messages in their order, without those that have come already and those that wait,
   * and records that they have come now. Messages that waited when an earlier connection was lost are
   * among them.
   *
   * @param isComplete Whether there are no more earlier ones behind these.
   */
  merge(earlier: readonly Message[], isComplete: boolean): Message[] {
    const last = idOf(earlier.at(-1));
    const isDue = (message: Message) => isComplete || idOf(message) <= last;
    const due = this.#stranded.filter(isDue);
    this.#stranded = this.#stranded.filter((message) => !isDue(message));
    const held = new Set(this.#held?.map(idOf));
    const byId = new Map([...due, ...earlier].map((message) => [idOf(message), message]));
    const merged = [...byId.values()]
      .filter((message) => !this.#seen.has(idOf(message)) && !held.has(idOf(message)))
      .sort((one, other) => idOf(one) - idOf(other));
    // The newest first: those before it have come, whatever server took them.
    for (const message of merged.toReversed()) this.note(message.stamp?.id);
    return merged;
  }

  /** Lets live messages pass again, and returns those that have waited and not come yet. */
  release(): Message[] {
    const waiting = [...this.#stranded.splice(0), ...this.#held ?? []];
    this.#held = undefined;
    this.#heldLength = 0;
    const fresh = waiting.filter(({ stamp }) => !stamp || !this.#seen.has(stamp.id));
    const released = new Map<unknown, Message>(
      fresh.map((message) => [message.stamp?.id ?? message, message]),
    );
    for (const message of released.values()) this.note(message.stamp?.id);
    return [...released.values()];
  }

  /** Reports whether a destination is the channel. */
  isIn(destination: string): boolean {
    return this.#channel !== undefined && channelKey(destination) === this.#channel;
  }
}

function idOf(message: StampedMessage | undefined): number {
  return message?.stamp?.id ?? 0;
}

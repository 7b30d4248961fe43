import type { Channel } from "../chat/channel.ts";
import type { Topic } from "../chat/topic.ts";

/** When the topics of channels were changed, as ids of events: the latest change holds everywhere. */
export class TopicStamps {
  readonly #stamps = new WeakMap<Channel, number>();

  /** Returns when a channel's topic was changed; 0 if that was before its server began. */
  of(channel: Channel): number {
    return this.#stamps.get(channel) ?? 0;
  }

  /** Records a change on this server. */
  note(channel: Channel, stamp: number): void {
    this.#stamps.set(channel, stamp);
  }

  /** Records a change on another server. Returns whether it is later than what is known. */
  take(channel: Channel, topic: Topic, stamp: number): boolean {
    const known = this.of(channel);
    const { time = -Infinity, text = "" } = channel.topic ?? {};
    const isLater = stamp > known ||
      stamp === known && (topic.time > time || topic.time === time && topic.text > text);
    if (isLater) this.#stamps.set(channel, stamp);
    return isLater;
  }
}

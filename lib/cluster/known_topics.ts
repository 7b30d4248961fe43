import type { Channel } from "../chat/channel.ts";
import type { Topic } from "../chat/topic.ts";

/** How many topics of epochs that do not count are kept for a channel. */
const MAX_HELD = 3;

/** When a topic was changed, as the id of an event, and the epoch of the channel at that time. */
export interface TopicStamp {
  /** 0 if it was changed before the server began. */
  readonly stamp: number;
  readonly epoch: number;
}

interface HeldTopic extends TopicStamp {
  readonly topic: Topic;
}

const UNKNOWN: TopicStamp = { stamp: 0, epoch: 0 };

/**
 * The topics of channels as all servers know them: the latest change holds, unless it was made in an epoch
 * that has turned out not to count. See {@linkcode ChannelEpochs}.
 */
export class KnownTopics {
  readonly #stamps = new WeakMap<Channel, TopicStamp>();
  /** The topics of epochs that do not count now. */
  readonly #held = new WeakMap<Channel, readonly HeldTopic[]>();

  /** Returns when the topic of a channel was changed. */
  of(channel: Channel): TopicStamp {
    return this.#stamps.get(channel) ?? UNKNOWN;
  }

  /** Records a change on this server. */
  note(channel: Channel, stamp: TopicStamp): void {
    this.#stamps.set(channel, stamp);
  }

  /**
   * Records a change on another server. Returns whether it holds.
   *
   * @param present The epoch that counts; 0 if there is none.
   */
  take(channel: Channel, topic: Topic, { stamp, epoch }: TopicStamp, present: number): boolean {
    if (present > 0 && epoch > present) {
      const others = (this.#held.get(channel) ?? []).filter((held) =>
        held.epoch !== epoch || held.stamp > stamp
      );
      const isLatest = !others.some((held) => held.epoch === epoch);
      const held = isLatest ? [...others, { topic, stamp, epoch }] : others;
      this.#held.set(channel, held.slice(-MAX_HELD));
      return false;
    }
    const known = this.of(channel).stamp;
    const { time = -Infinity, text = "" } = channel.topic ?? {};
    const isLater = stamp > known ||
      stamp === known && (topic.time > time || topic.time === time && topic.text > text);
    if (isLater) this.#stamps.set(channel, { stamp, epoch });
    return isLater;
  }

  /** Learns that another epoch of a channel counts: a topic of a later one does not. */
  onEpoch(channel: Channel, present: number): void {
    if (this.of(channel).epoch > present) this.forget(channel);
    const held = this.#held.get(channel) ?? [];
    this.#held.set(channel, held.filter(({ epoch }) => epoch > present));
    for (const { topic, ...stamp } of held) {
      if (stamp.epoch <= present && this.take(channel, topic, stamp, present)) {
        channel.topic = topic;
      }
    }
  }

  /** Takes the topic away from a channel. */
  forget(channel: Channel): void {
    channel.topic = undefined;
    this.#stamps.delete(channel);
  }
}

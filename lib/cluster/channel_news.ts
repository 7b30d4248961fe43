import type { Channel } from "../chat/channel.ts";
import type { Hub } from "../chat/hub.ts";
import { modeFieldsOf } from "../chat/modes_state.ts";
import type { FormerModes } from "../chat/presence.ts";
import type { Topic } from "../chat/topic.ts";

const NO_TOPIC: Topic = { text: "", author: "", time: 0, isLocked: false };

/** A channel as its members on this server know it. */
interface Former extends FormerModes {
  readonly topic: string;
}

/**
 * What members on this server have to learn about their channels, because they were not told when it
 * happened: the difference is told once, however many changes led to it.
 */
export class ChannelNews {
  readonly #hub: Hub;
  readonly #former = new Map<Channel, Former>();

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /** Learns that the modes or the topic of a channel are about to change. */
  expect(channel: Channel): void {
    if (channel.ownMembers === 0 || this.#former.has(channel)) return;
    const { operators, voiced } = channel.modes;
    this.#former.set(channel, {
      fields: modeFieldsOf(channel, () => undefined),
      operators: new Set(operators),
      voiced: new Set(voiced),
      topic: channel.topic?.text ?? "",
    });
  }

  /** Tells everything that has changed. */
  tell(): void {
    if (this.#former.size === 0) return;
    for (const [channel, former] of this.#former) {
      this.#former.delete(channel);
      this.#hub.remote.tellModes(channel, former);
      const { topic } = channel;
      if ((topic?.text ?? "") === former.topic) continue;
      this.#hub.changeTopic(channel, topic ?? NO_TOPIC);
      channel.topic = topic;
    }
  }
}

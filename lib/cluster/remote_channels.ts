import type { Channel } from "../chat/channel.ts";
import type { ChannelOrigin } from "../chat/channels.ts";
import type { Departure } from "../chat/event.ts";
import type { Hub } from "../chat/hub.ts";
import { MAX_NAME_LENGTH } from "../chat/name.ts";
import { keyOf, User } from "../chat/user.ts";
import { Refusal } from "../errors/refusal.ts";
import type { ChannelLives } from "./channel_lives.ts";
import type { ClusterIds } from "./cluster_ids.ts";
import type { KnownModes } from "./known_modes.ts";
import type { TopicStamps } from "./topic_stamps.ts";
import { type Change, oneLine, type TopicFacts } from "./wire.ts";

/** The parts that {@linkcode RemoteChannels} work with. */
export interface RemoteChannelsParts {
  readonly hub: Hub;
  readonly ids: ClusterIds;
  readonly lives: ChannelLives;
  readonly topics: TopicStamps;
  readonly modes: KnownModes;
  /** Tells other servers again which users of this one are in a channel. */
  assertMembers(channel: Channel): void;
}

/** What the changes of channels on other servers lead to here. */
export class RemoteChannels {
  readonly #parts: RemoteChannelsParts;

  constructor(parts: RemoteChannelsParts) {
    this.#parts = parts;
  }

  /**
   * Applies a change that is about channels only.
   *
   * @param userOf Returns the user of the other server with a number.
   * @param isSnapshot Whether it tells how things are, and not what has just happened.
   */
  apply(change: Change, userOf: (number: number) => User | undefined, isSnapshot: boolean): void {
    switch (change[0]) {
      case "create":
        return void this.#open(change[1], change[2], false, {
          createdAt: change[3],
          form: change[4],
        });
      case "invite": {
        const { hub } = this.#parts;
        const [user, channel] = [hub.users.get(keyOf(change[1])), hub.channel(change[2])];
        return user && channel && hub.invite(user, channel);
      }
      case "remove":
        return this.#remove(change[1], change[2]);
      case "close":
        return this.#close(change[1], change[2], change[3]);
      case "topic": {
        const [, name, number, topic, stamp] = change;
        const channel = this.#parts.hub.channel(name);
        return channel && this.#topic(channel, topic, stamp, userOf(number), isSnapshot);
      }
      case "modes": {
        const [, name, changes] = change;
        const { hub, ids, modes } = this.#parts;
        for (const [, , stamp] of changes) ids.pass(stamp);
        const channel = hub.channel(name);
        if (!channel) return;
        return modes.take(channel, changes, this.bornOf(channel), (key) => hub.users.get(key));
      }
    }
  }

  /** Returns when a channel began. */
  bornOf(channel: Channel): number {
    return this.#parts.lives.bornOf(channel);
  }

  join(user: User, name: string, isOperator: boolean, born: number): void {
    const { hub, modes } = this.#parts;
    const channel = this.#open(name, born, true);
    if (!channel || hub.join(user, channel)) return;
    if (isOperator) modes.addOperator(channel, user);
    else channel.modes.operators.delete(user);
    if (channel.members.size === 1) modes.reapply(channel, (key) => hub.users.get(key));
  }

  leave(user: User, name: string, departure: Departure): void {
    const { hub } = this.#parts;
    const channel = hub.channel(name);
    if (channel) hub.leave(user, channel, departure);
  }

  /** Returns the reason for which somebody has gone. */
  departure(reason: string, farewell: string, by: string): Departure {
    const { hub } = this.#parts;
    const byUser = by === "" ? undefined : hub.users.get(keyOf(by)) ?? new User(by);
    const known = (["left", "disconnected", "kicked"] as const).find((it) => it === reason);
    return {
      reason: known ?? "left",
      ...(farewell === "" ? {} : { farewell: oneLine(farewell) }),
      ...(byUser ? { by: byUser } : {}),
    };
  }

  /** Returns a channel, which is created if there is room for it, and if it has not ended since. */
  #open(
    name: string,
    born: number,
    hasMembers: boolean,
    origin?: ChannelOrigin,
  ): Channel | undefined {
    if (name === "" || name.length > MAX_NAME_LENGTH) return undefined;
    const { hub, ids, lives, modes, topics } = this.#parts;
    ids.pass(born);
    const present = hub.channel(name);
    if (!present && lives.hasEnded(name, born, hasMembers)) return undefined;
    const channel = present ?? hub.createChannel(name, undefined, origin);
    if (channel instanceof Refusal) return undefined;
    if (born > lives.bornOf(channel)) {
      lives.begin(channel, born);
      modes.begin(channel, born);
      const stamp = topics.of(channel);
      if (stamp > 0 && stamp < born) channel.topic = undefined;
    }
    return channel;
  }

  #remove(name: string, stamp: number): void {
    const { hub, ids, lives } = this.#parts;
    ids.pass(stamp);
    lives.end(name, stamp, undefined);
    const channel = hub.channel(name);
    if (channel && stamp > lives.bornOf(channel)) hub.discard(channel);
  }

  #close(name: string, stamp: number, text: string): void {
    const { hub, ids, lives, assertMembers } = this.#parts;
    ids.pass(stamp);
    lives.end(name, stamp, text);
    const channel = hub.channel(name);
    if (!channel) return;
    if (stamp > lives.bornOf(channel)) hub.close(channel, text);
    // It was opened again already, and the one who closed it has put everybody out.
    else assertMembers(channel);
  }

  #topic(
    channel: Channel,
    topic: TopicFacts,
    stamp: number,
    from: User | undefined,
    isSnapshot: boolean,
  ): void {
    const { hub, ids, topics } = this.#parts;
    ids.pass(stamp);
    // It is of a channel that was closed, and opened again meanwhile.
    if (stamp > 0 && stamp < this.bornOf(channel)) return;
    if (!topics.take(channel, topic, stamp)) return;
    const isNews = channel.members.size > 0 && channel.topic?.text !== topic.text;
    if (!isSnapshot || isNews) hub.changeTopic(channel, topic, from);
    else channel.topic = topic;
  }
}

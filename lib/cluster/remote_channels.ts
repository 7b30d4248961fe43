import type { Channel } from "../chat/channel.ts";
import type { ChannelOrigin } from "../chat/channels.ts";
import type { Departure } from "../chat/event.ts";
import type { Hub } from "../chat/hub.ts";
import { MAX_NAME_LENGTH } from "../chat/name.ts";
import { keyOf, User } from "../chat/user.ts";
import { Refusal } from "../errors/refusal.ts";
import type { ChannelState } from "./channel_state.ts";
import type { ClusterIds } from "./cluster_ids.ts";
import type { TopicStamp } from "./known_topics.ts";
import { type Change, oneLine, type TopicFacts } from "./wire.ts";

/** The parts that {@linkcode RemoteChannels} work with. */
export interface RemoteChannelsParts {
  readonly hub: Hub;
  readonly ids: ClusterIds;
  readonly state: ChannelState;
  /** Tells other servers again which users of this one are in a channel. */
  assertMembers(channel: Channel): void;
}

/** How a user has entered a channel: see the change of that name. */
export type Join = readonly [channel: string, isOperator: boolean, born: number, epoch?: number];

/** Where a change comes from. */
export interface Origin {
  /** The run of the other server. */
  readonly server: string;
  /** Returns the user of the other server with a number. */
  userOf(number: number): User | undefined;
  /** Whether it tells how things are, and not what has just happened. */
  readonly isSnapshot: boolean;
}

/** What the changes of channels on other servers lead to here. */
export class RemoteChannels {
  readonly #parts: RemoteChannelsParts;

  constructor(parts: RemoteChannelsParts) {
    this.#parts = parts;
  }

  /** Applies a change that is about channels only. */
  apply(change: Change, { server, userOf, isSnapshot }: Origin): void {
    const { hub, ids, state } = this.#parts;
    switch (change[0]) {
      case "create":
        return this.#create(change[1], change[2], { createdAt: change[3], form: change[4] });
      case "remove":
        return this.#remove(change[1], change[2]);
      case "close":
        return this.#close(change[1], change[2], change[3]);
      case "epoch": {
        const channel = hub.channel(change[1]);
        ids.pass(change[2]);
        return channel && state.onEpoch(channel, server, change[2]);
      }
      case "topic": {
        const [, name, number, topic, stamp, epoch = 0] = change;
        const channel = hub.channel(name);
        const from = isSnapshot ? undefined : userOf(number);
        return channel && this.#topic(channel, topic, { stamp, epoch }, from, isSnapshot);
      }
      case "modes": {
        const [, name, changes, epoch] = change;
        for (const [, , stamp] of changes) ids.pass(stamp);
        const channel = hub.channel(name);
        if (!channel) return;
        if (isSnapshot) state.expectNews(channel);
        return state.takeModes(channel, epoch ?? state.epochOf(channel), changes);
      }
    }
  }

  /** Returns how a user has entered a channel. */
  joinOf(user: User, channel: Channel): Join {
    const { state } = this.#parts;
    const isOperator = channel.modes.operators.has(user);
    return [channel.name, isOperator, state.lives.bornOf(channel), state.epochOf(channel)];
  }

  /** @param isSnapshot Whether the user has been there for a while. */
  join(user: User, [name, isOperator, born, epoch = born]: Join, isSnapshot: boolean): void {
    const { ids, state } = this.#parts;
    const { activeAt } = user;
    ids.pass(epoch);
    const channel = this.#open(name, born, true);
    if (!channel) return;
    if (isSnapshot) state.expectNews(channel);
    state.admit(channel, user, epoch, isOperator);
    if (isSnapshot) user.activeAt = activeAt;
  }

  leave(user: User, name: string, departure: Departure): void {
    const { hub } = this.#parts;
    const channel = hub.channel(name);
    if (channel) hub.leave(user, channel, departure);
  }

  /** Tells the members on this server what has changed, and was not told otherwise. */
  tellNews(): void {
    this.#parts.state.tellNews();
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

  #create(name: string, born: number, origin: ChannelOrigin): void {
    const channel = this.#open(name, born, false, origin);
    if (!channel || this.#parts.state.lives.hasEnded(name, born, true)) return;
    channel.createdAt = Math.min(channel.createdAt, origin.createdAt);
  }

  /** Returns a channel, which is created if there is room for it, and if it has not ended since. */
  #open(
    name: string,
    born: number,
    hasMembers: boolean,
    origin?: ChannelOrigin,
  ): Channel | undefined {
    if (name === "" || name.length > MAX_NAME_LENGTH) return undefined;
    const { hub, ids, state: { lives } } = this.#parts;
    ids.pass(born);
    const present = hub.channel(name);
    if (!present && lives.hasEnded(name, born, hasMembers)) return undefined;
    const channel = present ?? hub.createChannel(name, undefined, origin);
    if (channel instanceof Refusal) return undefined;
    lives.begin(channel, born);
    return channel;
  }

  #remove(name: string, stamp: number): void {
    const { hub, ids, state: { lives } } = this.#parts;
    ids.pass(stamp);
    lives.end(name, stamp, undefined);
    const channel = hub.channel(name);
    if (channel && stamp > lives.bornOf(channel)) hub.discard(channel);
  }

  #close(name: string, stamp: number, text: string): void {
    const { hub, ids, state, assertMembers } = this.#parts;
    ids.pass(stamp);
    state.lives.end(name, stamp, text);
    const channel = hub.channel(name);
    if (!channel) return;
    if (stamp > state.lives.bornOf(channel)) return hub.close(channel, text);
    // It was opened again already, and the one who closed it has put everybody out.
    state.onReopened(channel, stamp);
    assertMembers(channel);
  }

  #topic(
    channel: Channel,
    topic: TopicFacts,
    stamp: TopicStamp,
    from: User | undefined,
    isSnapshot: boolean,
  ): void {
    const { hub, ids, state } = this.#parts;
    ids.pass(stamp.stamp);
    // It is of a channel that was closed, and opened again meanwhile.
    const since = stamp.epoch || stamp.stamp;
    if (since > 0 && state.lives.hasEnded(channel.name, since, true)) return;
    if (isSnapshot) state.expectNews(channel);
    if (!state.takesTopic(channel, topic, stamp)) return;
    if (isSnapshot) channel.topic = topic;
    else hub.changeTopic(channel, topic, from);
  }
}

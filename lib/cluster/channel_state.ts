import type { Channel } from "../chat/channel.ts";
import type { Hub } from "../chat/hub.ts";
import type { Topic } from "../chat/topic.ts";
import type { User } from "../chat/user.ts";
import { ChannelEpochs } from "./channel_epochs.ts";
import { ChannelLives } from "./channel_lives.ts";
import { ChannelNews } from "./channel_news.ts";
import type { ClusterIds } from "./cluster_ids.ts";
import { KnownModes } from "./known_modes.ts";
import { KnownTopics, type TopicStamp } from "./known_topics.ts";
import type { LoginIds } from "./login_ids.ts";
import type { ModeChange } from "./wire.ts";

/** The parts that a {@linkcode ChannelState} works with. */
export interface ChannelStateParts {
  readonly hub: Hub;
  readonly ids: ClusterIds;
  readonly logins: LoginIds;
  /** Tells other servers that the members of this one belong to an older epoch than they said. */
  tellEpoch(channel: Channel, epoch: number): void;
}

/** The things about channels that all servers have to agree on, and that nobody decides alone. */
export class ChannelState {
  readonly #parts: ChannelStateParts;
  readonly #epochs = new ChannelEpochs();
  readonly #modes: KnownModes;
  readonly #topics = new KnownTopics();
  readonly #news: ChannelNews;
  readonly lives = new ChannelLives();

  constructor(parts: ChannelStateParts) {
    this.#parts = parts;
    this.#modes = new KnownModes(parts.ids, parts.logins);
    this.#news = new ChannelNews(parts.hub);
  }

  /** Returns the epoch of a channel that counts; 0 if it has no members. */
  epochOf(channel: Channel): number {
    return this.#epochs.of(channel);
  }

  /**
   * Learns that a user has entered. Of a user of another server, {@linkcode admit} has come first.
   *
   * @param id The id of that event.
   * @returns whether other servers have to learn the modes: they do not follow from the rest.
   */
  onJoined(channel: Channel, user: User, id: number): boolean {
    const { server } = user;
    if (server === undefined && this.#epochs.own(channel) === undefined) {
      this.#epochs.claim(channel, undefined, this.epochOf(channel) || id);
    }
    this.#epochs.onJoined(channel, server);
    const isFirst = server === undefined && channel.members.size === 1;
    this.update(channel, isFirst);
    return isFirst || channel.modes.operators.has(user) ||
      this.#modes.hasRights(channel, this.epochOf(channel), user);
  }

  /** Learns that a user has left. */
  onLeft(channel: Channel, { server }: User): void {
    this.#epochs.onLeft(channel, server);
    this.update(channel);
  }

  /**
   * Lets a user of another server enter, or learns the epoch of one who is there.
   *
   * @param isOperator Whether the user's server says that it is an operator.
   */
  admit(channel: Channel, user: User, epoch: number, isOperator: boolean): void {
    this.#epochs.claim(channel, user.server, epoch);
    if (this.#parts.hub.join(user, channel)) return this.update(channel);
    if (isOperator) this.#modes.noteOperator(channel, epoch, user);
    this.#modes.applyRights(channel, this.epochOf(channel), user);
  }

  /** Learns that the members of another server belong to an older epoch than that server has said. */
  onEpoch(channel: Channel, server: string, epoch: number): void {
    if (this.#epochs.has(channel, server)) this.#epochs.claim(channel, server, epoch);
    this.update(channel);
  }

  /**
   * Finds out which epoch of a channel counts, and makes its modes and its topic those of the channel.
   *
   * @param hasModes Whether the channel has the modes of a new epoch already, which begins here.
   */
  update(channel: Channel, hasModes = false): void {
    const former = this.epochOf(channel);
    const { name } = channel;
    const present = this.#epochs.update(channel, (it) => this.lives.hasEnded(name, it, true));
    this.#modes.prune(channel, present, (epoch) => this.#epochs.isClaimed(channel, epoch));
    if (present === former || present === 0) return;
    if (former > 0) this.#news.expect(channel);
    if (!hasModes) this.#modes.reapply(channel, present);
    this.#topics.onEpoch(channel, present);
    if (this.lives.createdOf(channel) > present) channel.disown();
    if ((this.#epochs.own(channel) ?? 0) <= present) return;
    this.#epochs.claim(channel, undefined, present);
    this.#parts.tellEpoch(channel, present);
  }

  /** Returns the modes that have changed on this server, and that others do not know. */
  ownChanges(channel: Channel): readonly ModeChange[] {
    const epoch = this.epochOf(channel);
    return epoch === 0 ? [] : this.#modes.change(channel, epoch);
  }

  /** Returns all modes that are known, as changes. */
  allModes(channel: Channel): readonly ModeChange[] {
    return this.#modes.all(channel, this.epochOf(channel));
  }

  /** Takes over how modes are on another server. */
  takeModes(channel: Channel, epoch: number, changes: readonly ModeChange[]): void {
    this.#modes.take(channel, epoch, changes, epoch === this.epochOf(channel));
  }

  /** Returns when the topic of a channel was changed. */
  topicStamp(channel: Channel): TopicStamp {
    return this.#topics.of(channel);
  }

  /** Reports whether the topic of a channel has changed since it was created, so that all servers know. */
  isTopicAgreed(channel: Channel): boolean {
    return this.topicStamp(channel).stamp > 0;
  }

  /** Learns that the topic of a channel has changed on this server. */
  noteTopic(channel: Channel, stamp: number): void {
    this.#topics.note(channel, { stamp, epoch: this.epochOf(channel) });
  }

  /** Learns of a topic that was set on another server. Returns whether it holds. */
  takesTopic(channel: Channel, topic: Topic, stamp: TopicStamp): boolean {
    return this.#topics.take(channel, topic, stamp, this.epochOf(channel));
  }

  /** Learns that a channel was closed before it was opened again: whatever was before that is over. */
  onReopened(channel: Channel, closed: number): void {
    const { stamp, epoch } = this.#topics.of(channel);
    if ((epoch || stamp) < closed) this.#topics.forget(channel);
    this.update(channel);
    const own = this.#epochs.own(channel);
    if (own === undefined || own > closed) return;
    this.#epochs.claim(channel, undefined, this.epochOf(channel) || this.lives.bornOf(channel));
    this.update(channel);
  }

  /** Learns that something about a channel is about to change that its members are not told otherwise. */
  expectNews(channel: Channel): void {
    this.#news.expect(channel);
  }

  /** Tells the members on this server what has changed. */
  tellNews(): void {
    this.#news.tell();
  }
}

import { Refusal } from "../errors/refusal.ts";
import { Channel } from "./channel.ts";
import { FairQueue } from "./fair_queue.ts";
import { normalName } from "./name.ts";
import { keyOf, type User } from "./user.ts";

/** The reasons why a channel is not created. */
export type ChannelRefusal = "channel-exists" | "too-many-channels" | "too-many-by-user";

/** The effect of a limit of channels. */
export type ChannelLimitEvent =
  /** A channel without members made room for another one. */
  | { readonly type: "removed"; readonly channel: Channel }
  /** A user could not create a channel. */
  | { readonly type: "refused"; readonly user: User | undefined; readonly code: ChannelRefusal };

/** The part of all channels that one user may have created. */
const MAX_SHARE = 1 / 10;

/**
 * The channels of a hub, at most so many. When there is no place for another one, the channel that has
 * been empty for longest makes room, of those whose creators come from the network with the most
 * empty channels: so a client that creates channels in bulk displaces only its own.
 */
export class Channels {
  readonly #max: number;
  readonly #onLimit: (event: ChannelLimitEvent) => void;
  readonly #channels = new Map<string, Channel>();
  /** Those without members, by the networks of their creators. */
  readonly #empty = new FairQueue<Channel, string>();
  /** The numbers of channels that users have created. They outlast a session, as channels do. */
  readonly #created = new Map<string, number>();
  #names: readonly string[] | undefined;

  constructor(max: number, onLimit: (event: ChannelLimitEvent) => void) {
    this.#max = max;
    this.#onLimit = onLimit;
  }

  /** The names in the order of creation: the same array until the channels change. */
  get names(): readonly string[] {
    return this.#names ??= Array.from(this.#channels.values(), ({ name }) => name);
  }

  /** Returns the channel of that name. */
  get(name: string): Channel | undefined {
    return this.#channels.get(name) ?? this.#channels.get(normalName(name));
  }

  /** Creates an empty channel. */
  create(name: string, creator?: User): Channel | Refusal<ChannelRefusal> {
    if (this.get(name)) return new Refusal("channel-exists");
    const maxByUser = Math.max(1, Math.floor(this.#max * MAX_SHARE));
    if (creator && this.#createdBy(creator) >= maxByUser) {
      return this.#refuse("too-many-by-user", creator);
    }
    if (this.#channels.size >= this.#max && !this.#removeOne()) {
      return this.#refuse("too-many-channels", creator);
    }
    const channel = new Channel(name, creator);
    this.#channels.set(normalName(name), channel);
    this.#names = undefined;
    this.#empty.add(channel, networkOf(channel));
    this.#count(creator, 1);
    return channel;
  }

  /** Learns that a user has joined a channel. */
  onJoin(channel: Channel): void {
    if (channel.members.size === 1) this.#empty.delete(channel, networkOf(channel));
  }

  /** Learns that a user has left a channel. */
  onLeave(channel: Channel): void {
    if (channel.members.size === 0) this.#empty.add(channel, networkOf(channel));
  }

  /** Removes a channel that had members, and has none now. */
  remove(channel: Channel): void {
    this.#channels.delete(normalName(channel.name));
    this.#names = undefined;
    this.#count(channel.creator, -1);
  }

  #refuse<Code extends ChannelRefusal>(code: Code, user: User | undefined): Refusal<Code> {
    this.#onLimit({ type: "refused", user, code });
    return new Refusal(code);
  }

  /** Removes a channel without members. Returns whether there was one. */
  #removeOne(): boolean {
    const channel = this.#empty.next();
    if (!channel) return false;
    this.#empty.delete(channel, networkOf(channel));
    this.remove(channel);
    this.#onLimit({ type: "removed", channel });
    return true;
  }

  #createdBy(user: User): number {
    return this.#created.get(userKey(user)) ?? 0;
  }

  #count(user: User | undefined, change: 1 | -1): void {
    if (!user) return;
    const count = this.#createdBy(user) + change;
    if (count === 0) this.#created.delete(userKey(user));
    else this.#created.set(userKey(user), count);
  }
}

function networkOf({ creator }: Channel): string {
  return creator?.network ?? "";
}

/** Returns the key of a user who may log out and in again. */
function userKey({ name, network }: User): string {
  return `${network} ${keyOf(name)}`;
}

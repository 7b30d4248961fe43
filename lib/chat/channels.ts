import { Refusal } from "../errors/refusal.ts";
import { Channel } from "./channel.ts";
import { FairQueue } from "./fair_queue.ts";
import { channelKey } from "./name.ts";
import { keyOf, type User } from "./user.ts";

/** The reasons why a channel is not created. */
export type ChannelRefusal = "channel-exists" | "too-many-channels" | "too-many-by-user";

/** The effect of a limit of channels. */
export type ChannelLimitEvent =
  /** A channel without members made room for another one. */
  | { readonly type: "removed"; readonly channel: Channel }
  /** A user could not create a channel. */
  | { readonly type: "refused"; readonly user: User | undefined; readonly code: ChannelRefusal };

/** How a channel looks on the server of a cluster that has created it. */
export interface ChannelOrigin {
  /** In milliseconds since 1970. */
  readonly createdAt: number;
  /** The name as users of IRC see it. */
  readonly form?: string | undefined;
}

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
  /** Those whose names look different in IRC. */
  readonly #forms = new Map<string, Channel>();
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
    return this.#channels.get(name) ?? this.#channels.get(channelKey(name));
  }

  /** Returns the channel that users of IRC see under that name, without its number sign. */
  byForm(form: string): Channel | undefined {
    const channel = this.get(form);
    return channel?.form === channel?.name && channel || this.#forms.get(channelKey(form));
  }

  /** Returns a form of a name that no other channel has. In IRC, a comma ends a name. */
  #formOf(name: string, wanted = name): string {
    if (wanted !== name && isFormOf(name, wanted) && !this.byForm(wanted)) return wanted;
    const form = name.replaceAll(",", "_");
    if (form === name && this.#forms.size === 0) return name;
    for (let number = 1;; number++) {
      const numbered = number === 1 ? form : `${form}_${number}`;
      if (!this.byForm(numbered)) return numbered;
    }
  }

  /**
   * Creates an empty channel.
   *
   * @param form The name as users of IRC see it on other servers: here, too, if no other channel has it.
   */
  create(
    name: string,
    creator?: User,
    createdAt = 0,
    form?: string,
  ): Channel | Refusal<ChannelRefusal> {
    if (this.get(name)) return new Refusal("channel-exists");
    const maxByUser = Math.max(1, Math.floor(this.#max * MAX_SHARE));
    if (creator && this.#createdBy(creator) >= maxByUser) {
      return this.#refuse("too-many-by-user", creator);
    }
    if (this.#channels.size >= this.#max && !this.#removeOne()) {
      return this.#refuse("too-many-channels", creator);
    }
    const channel = new Channel(name, creator, createdAt, this.#formOf(name, form));
    if (channel.form !== name) this.#forms.set(channelKey(channel.form), channel);
    this.#channels.set(channelKey(name), channel);
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

  /** Removes a channel without members. */
  discard(channel: Channel): void {
    this.#empty.delete(channel, networkOf(channel));
    this.remove(channel);
  }

  /** Removes a channel that had members, and has none now. */
  remove(channel: Channel): void {
    this.#channels.delete(channelKey(channel.name));
    if (channel.form !== channel.name) this.#forms.delete(channelKey(channel.form));
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
    this.discard(channel);
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

/** Reports whether a form differs from its name as forms do: by the commas and a number. */
function isFormOf(name: string, form: string): boolean {
  const base = name.replaceAll(",", "_");
  return form.startsWith(base) && /^(?:_\d{1,9})?$/.test(form.slice(base.length));
}

function networkOf({ creator }: Channel): string {
  return creator?.network ?? "";
}

/** Returns the key of a user who may log out and in again. */
function userKey({ name, network }: User): string {
  return `${network} ${keyOf(name)}`;
}

import type { Channel } from "../chat/channel.ts";
import type { ChatEvent, Departure, EventSink, Text } from "../chat/event.ts";
import type { Hub } from "../chat/hub.ts";
import type { PresenceObserver } from "../chat/presence.ts";
import { SERVER_NAME } from "../chat/server_name.ts";
import type { User } from "../chat/user.ts";
import type { DirectEvent } from "../serving/missed_messages.ts";
import type { ChannelState } from "./channel_state.ts";
import type { ClusterIds } from "./cluster_ids.ts";
import type { Flushes } from "./flushes.ts";
import type { OwnPresence } from "./own_presence.ts";
import type { Publisher } from "./publisher.ts";
import type { RemoteUsers } from "./remote_users.ts";
import { channelSubject, EVERYBODY, logOf, signalSubject } from "./subjects.ts";
import { encode, type Entry } from "./wire.ts";

/** Turns signals, for which only one dialect has words, into values for JSON, and back. */
export interface SignalCodec {
  encode(signal: object): unknown;
  decode(value: unknown): object | undefined;
}

/** Turns the form of a text that only users of one dialect read into a value for JSON, and back. */
export interface TextCodec {
  /** @param words The text as users of other dialects read it. */
  encode(text: Text, words: string): unknown;
  decode(form: unknown, words: string, sender: string): Text;
}

/** The parts that an {@linkcode Outgoing} works with. */
export interface OutgoingParts {
  readonly hub: Hub;
  readonly publisher: Publisher;
  readonly flushes: Pick<Flushes, "note">;
  readonly presence: OwnPresence;
  readonly channels: ChannelState;
  readonly remote: RemoteUsers;
  readonly ids: ClusterIds;
  readonly signals: SignalCodec;
  readonly texts: Pick<TextCodec, "encode">;
  boot(): string;
  /** Removes the messages of a channel that exists no longer. */
  purge(subject: string): void;
}

/** Tells the other servers about the deeds of the users of this one. */
export class Outgoing implements EventSink, PresenceObserver {
  readonly #parts: OutgoingParts;
  /** The subjects of channels: making one takes a hash. */
  readonly #subjects = new WeakMap<Channel, string>();

  constructor(parts: OutgoingParts) {
    this.#parts = parts;
  }

  emit(event: ChatEvent): void {
    switch (event.type) {
      case "message":
        return isOwn(event.from) ? this.#say(event) : undefined;
      case "private":
        return this.#sendPrivate(event);
      case "broadcast":
        return this.#isToAll(event) ? this.#broadcast(event) : undefined;
      case "joined":
        return this.#join(event);
      case "left":
        return this.#leave(event.user, event.channel, event.departure);
      case "topic":
        return this.#isOwnDeed(event.from) ? this.#topic(event) : undefined;
      case "signal":
        return this.#signal(event);
      // Observers are told of these.
      case "renamed":
      case "closed":
        return;
    }
  }

  /** Reports whether a user of this server does something, or the server itself for one of them. */
  #isOwnDeed(user: User): boolean {
    return isOwn(user) && (user.name !== SERVER_NAME || !this.#parts.remote.isApplying);
  }

  #isToAll({ from, isNotice }: ChatEvent & { type: "broadcast" }): boolean {
    return !isNotice && this.#isOwnDeed(from);
  }

  #subjectOf(channel: Channel): string {
    let subject = this.#subjects.get(channel);
    if (subject === undefined) {
      subject = channelSubject(channel.name);
      this.#subjects.set(channel, subject);
    }
    return subject;
  }

  #entry({ id, time }: { id: number; time: number }, from: User, text: Text): Entry {
    const { presence, texts } = this.#parts;
    const words = String(text);
    const form = texts.encode(text, words);
    return { id, time, user: presence.numberOf(from), name: from.name, text: words, form };
  }

  #say(event: ChatEvent & { type: "message" }): void {
    const { from, channel, text } = event;
    const entry = this.#entry(event, from, text);
    this.#parts.publisher.append("history", this.#subjectOf(channel), entry, channel.name);
  }

  #sendPrivate(event: ChatEvent & { type: "private" }): void {
    const { from, to, text } = event;
    const { remote, publisher } = this.#parts;
    const home = to.server === undefined ? undefined : remote.homes.of(to);
    if (!home || !this.#isOwnDeed(from)) return;
    const entry = this.#entry(event, from, text);
    const { boot, slot, number } = home;
    publisher.append("recent", logOf(slot), { ...entry, kind: "private", to: number, boot });
  }

  /** Sends a private message again. It is another entry, so it has an id besides that of the message. */
  repeat(event: DirectEvent, to: User): void {
    const { remote, publisher, ids } = this.#parts;
    const home = remote.homes.of(to);
    if (!home) return;
    const { boot, slot, number } = home;
    const entry = { ...this.#entry(event, event.from, event.text), id: ids.next(), said: event.id };
    publisher.append("recent", logOf(slot), { ...entry, kind: "private", to: number, boot });
  }

  #broadcast(event: ChatEvent & { type: "broadcast" }): void {
    const { from, text } = event;
    this.#parts.publisher.append("recent", EVERYBODY, this.#entry(event, from, text));
  }

  /** Asks the server of a user to disconnect it. */
  putOut(user: User, text: string, reason: string): void {
    this.#ask(user, { user: 0, name: SERVER_NAME, kind: "end", text, reason });
  }

  /** Asks the server of a user to put it out of a channel: only that server decides who is in it. */
  #kick(user: User, channel: Channel, by: User, epoch: number, text: string): void {
    const number = this.#parts.presence.numberOf(by);
    const { name } = channel;
    this.#ask(user, { user: number, name: by.name, kind: "kick", text, channel: name, epoch });
  }

  #ask(user: User, request: Omit<Entry, "id" | "time" | "to" | "boot">): void {
    const { remote, publisher, ids, hub } = this.#parts;
    const home = remote.homes.of(user);
    if (!home) return;
    const { boot, slot, number: to } = home;
    publisher.append("recent", logOf(slot), {
      ...{ id: ids.next(), time: hub.time, to, boot },
      ...request,
    });
  }

  #join({ user, channel, id }: ChatEvent & { type: "joined" }): void {
    const { presence, channels } = this.#parts;
    const areModesNews = channels.onJoined(channel, user, id);
    if (!isOwn(user)) return;
    presence.tellJoin(user, channel);
    if (areModesNews) this.#modes(channel);
  }

  #leave(user: User, channel: Channel, { reason, farewell = "", by }: Departure): void {
    const { presence, channels, hub, remote } = this.#parts;
    const epoch = channels.epochOf(channel);
    channels.onLeft(channel, user);
    if (!isOwn(user)) {
      if (by && isOwn(by) && !remote.isApplying) this.#kick(user, channel, by, epoch, farewell);
      return;
    }
    // Others learn that somebody has logged out, and leave the channels by themselves.
    if (hub.user(user.address) !== user) return;
    const number = presence.numberOf(user);
    const byName = by?.name ?? "";
    presence.tell(() => ["leave", number, channel.name, reason, farewell, byName]);
  }

  #topic({ id, from, channel }: ChatEvent & { type: "topic" }): void {
    const { presence, channels } = this.#parts;
    const number = from.name === SERVER_NAME ? 0 : presence.numberOf(from);
    const { topic } = channel;
    channels.noteTopic(channel, id);
    const { epoch } = channels.topicStamp(channel);
    if (topic) presence.tell(() => ["topic", channel.name, number, topic, id, epoch]);
  }

  #signal({ id, time, by, to, signal }: ChatEvent & { type: "signal" }): void {
    const { hub, remote, publisher, flushes, signals, presence, boot } = this.#parts;
    // What follows from logins and the like follows on each server.
    if (!isOwn(by) || hub.isNotifying || remote.isApplying) return;
    flushes.note();
    const message = () => ({
      ...{ boot: boot(), id, time, user: presence.numberOf(by), name: by.name },
      signal: signals.encode(signal),
    });
    if (Symbol.iterator in to) {
      for (const [slot, numbers] of remote.homes.bySlot(to)) {
        publisher.publish(signalSubject(slot), () => encode({ ...message(), to: numbers }));
      }
      return;
    }
    const channel = to;
    if (channel.ownMembers < channel.members.size) {
      const send = () => encode({ ...message(), channel: channel.name });
      publisher.publish(signalSubject(channel.name), send);
    }
    this.#modes(channel);
  }

  /** Tells the modes of a channel if they have changed. */
  #modes(channel: Channel): void {
    const { presence, channels } = this.#parts;
    presence.tell(() => {
      const changes = channels.ownChanges(channel);
      const epoch = channels.epochOf(channel);
      return changes.length > 0 ? ["modes", channel.name, changes, epoch] : undefined;
    });
  }

  /** The connection of the user follows: see `OwnPresence.logIn`. */
  onLogin(): void {}

  onLogout(user: User, { farewell = "" }: Departure): void {
    if (isOwn(user)) this.#parts.presence.logOut(user, farewell);
  }

  onRename(user: User): void {
    const { presence } = this.#parts;
    if (isOwn(user)) presence.tell(() => ["rename", presence.numberOf(user), user.name, user.nick]);
  }

  onFacts(user: User): void {
    if (isOwn(user)) this.#parts.presence.tellFacts(user);
  }

  onInvite(_user: User, channel: Channel): void {
    this.#modes(channel);
  }

  onClose(channel: Channel, members: readonly User[], text: Text): void {
    const { presence, channels, remote, publisher, ids } = this.#parts;
    const { name } = channel;
    if (remote.isApplying) {
      // For servers that have not heard yet that the channel is closed.
      for (const user of members.filter(isOwn)) {
        presence.tell(() => ["leave", presence.numberOf(user), name, "left", "", ""]);
      }
      return publisher.forget(this.#subjectOf(channel));
    }
    const [stamp, words] = [ids.next(), String(text)];
    channels.lives.end(name, stamp, words);
    presence.tell(() => ["close", name, stamp, words]);
    this.#purge(channel);
  }

  onCreate(channel: Channel): void {
    const { presence, channels, remote, ids } = this.#parts;
    if (remote.isApplying) return;
    const { name, createdAt, form } = channel;
    const born = ids.next();
    channels.lives.create(channel, born);
    presence.tell(() => ["create", name, born, createdAt, form]);
  }

  /** Learns that a channel has made room for another one, on this server first. */
  onRemove(channel: Channel): void {
    const { presence, channels, ids } = this.#parts;
    const { name } = channel;
    const stamp = ids.next();
    channels.lives.end(name, stamp, undefined);
    presence.tell(() => ["remove", name, stamp]);
    this.#purge(channel);
  }

  #purge(channel: Channel): void {
    const subject = this.#subjectOf(channel);
    this.#parts.publisher.forget(subject);
    this.#parts.purge(subject);
  }
}

function isOwn(user: User): boolean {
  return user.server === undefined;
}

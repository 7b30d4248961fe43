/**
 * The chat itself: the users, their channels, and the events that follow from what they do. It is
 * synchronous and deterministic, and knows nothing of bytes, dialects, sockets or clocks.
 *
 * @module
 */
import { Refusal } from "../errors/refusal.ts";
import { Channel } from "./channel.ts";
import type { SpeechRefusal } from "./channel_modes.ts";
import { type ChannelRefusal, Channels } from "./channels.ts";
import type { Departure, Stamp, Text } from "./event.ts";
import { EventStream } from "./event_stream.ts";
import { Hosts } from "./hosts.ts";
import type { AbsentRefusal, HubOptions, LateMessage } from "./hub_options.ts";
import { NameSpace } from "./name_space.ts";
import type { PresenceObserver } from "./presence.ts";
import { SERVER_NAME } from "./server_name.ts";
import type { Topic } from "./topic.ts";
import { User } from "./user.ts";

export type { AbsentRefusal, HubOptions } from "./hub_options.ts";

const NAME_TAKEN = new Refusal("name-taken");
const SERVER_FULL = new Refusal("server-full");
const ALREADY_MEMBER = new Refusal("already-member");
const NOT_A_MEMBER = new Refusal("not-a-member");
const NO_SUCH_USER = new Refusal("no-such-user");

/** The departures of users who leave a channel on purpose, and who disconnect without logging out. */
const LEFT: Departure = { reason: "left" };
const DISCONNECTED: Departure = { reason: "disconnected" };

/**
 * All users and channels of a server.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { Channel } from "./channel.ts";
 * import type { ChatEvent } from "./event.ts";
 * import { User } from "./user.ts";
 *
 * const heard: string[] = [];
 * const sink = { emit: (event: ChatEvent) => heard.push(`${event.id} ${event.type}`) };
 * const hub = new Hub({ sinks: [sink], now: () => 0 });
 * const alice = hub.login("Alice");
 * const second = hub.login(hub.firstFreeName("Alice"));
 * assert(alice instanceof User && second instanceof User);
 * assert.equal(second.name, "Alice_2");
 * const tea = hub.createChannel("tea");
 * assert(tea instanceof Channel);
 * hub.join(alice, tea);
 * assert.equal(hub.say(second, tea, "hi")?.code, "not-a-member");
 * hub.join(second, tea);
 * hub.say(alice, tea, "hi");
 * assert.deepEqual(heard, ["1 joined", "2 joined", "3 message"]);
 * ```
 */
export class Hub {
  readonly #events: EventStream;
  readonly #now: () => number;
  readonly #maxUsers: number;
  readonly #names = new NameSpace();
  readonly #channels: Channels;
  readonly #hosts = new Hosts();
  readonly #observers: PresenceObserver[] = [];
  readonly #options: HubOptions;
  /** The sender of what the server itself says. Nobody can log in under this name. */
  readonly #server = new User(SERVER_NAME);

  constructor(options: HubOptions) {
    const { sinks, now, maxUsers = Infinity, maxChannels = Infinity, firstEventId = 1 } = options;
    this.#options = options;
    this.#events = new EventStream(sinks, now, firstEventId);
    this.#now = now;
    this.#maxUsers = maxUsers;
    this.#channels = new Channels(maxChannels, (event) => options.onChannelLimit?.(event));
  }

  /** The users who are logged in, by the keys of their names, in the order of login. */
  get users(): ReadonlyMap<string, User> {
    return this.#names.users;
  }

  /** The users' addresses in the order of login: the same array until the users change. */
  get userAddresses(): readonly string[] {
    return this.#names.addresses;
  }

  /** The channels' names in the order of creation: the same array until the channels change. */
  get channelNames(): readonly string[] {
    return this.#channels.names;
  }

  /** The id and the time of the last event. */
  get lastStamp(): Stamp {
    return this.#events.last;
  }

  /** The time for events, in milliseconds since 1970. */
  get time(): number {
    return this.#now();
  }

  /** Tells an observer about all users who come and go from now on. */
  observe(observer: PresenceObserver): void {
    this.#observers.push(observer);
  }

  /** Returns the user with that nick. */
  userByNick(nick: string): User | undefined {
    return this.#names.byNick(nick);
  }

  /** Returns the channel with that name in IRC, without its number sign. */
  channelByForm(form: string): Channel | undefined {
    return this.#channels.byForm(form);
  }

  /** Returns the user with that address. */
  user(address: string): User | undefined {
    return this.#names.get(address);
  }

  /** Returns the channel of that name. */
  channel(name: string): Channel | undefined {
    return this.#channels.get(name);
  }

  /** Reports whether a user or the server has that name, or one that looks the same. */
  isNameTaken(name: string): boolean {
    return this.#names.isTaken(name);
  }

  /**
   * Returns `name` if it is free, else `base` with the lowest free suffix: `_2`, `_3` and so on.
   *
   * @param base A form of the name that leaves room for a suffix.
   * @param isReserved Reports whether nobody may get a name, although no user has it.
   */
  firstFreeName(name: string, base = name, isReserved?: (name: string) => boolean): string {
    return this.#names.firstFree(name, base, isReserved);
  }

  /**
   * Logs a user in under exactly that name.
   *
   * @param network The part of the network that the user comes from, for limits.
   */
  login(name: string, network?: string): User | Refusal<"name-taken" | "server-full"> {
    if (this.#names.isTaken(name)) return NAME_TAKEN;
    if (this.#names.users.size >= this.#maxUsers) return SERVER_FULL;
    const user = new User(name, network);
    user.host = this.#hosts.hostOf(user.network);
    this.#names.add(user);
    for (const observer of this.#observers) observer.onLogin(user);
    return user;
  }

  /** Gives a user another name. */
  rename(user: User, name: string): Refusal<"name-taken"> | undefined {
    const former = user.snapshot();
    if (!this.#names.rename(user, name)) return NAME_TAKEN;
    for (const channel of user.channels) channel.onRename();
    for (const observer of this.#observers) observer.onRename(user, former);
    for (const channel of user.channels) {
      this.#events.emit({ type: "renamed", user, former, channel });
    }
  }

  /** Takes a user out of all channels and frees the name. */
  logout(user: User, departure: Departure = DISCONNECTED): void {
    this.#names.remove(user);
    for (const observer of this.#observers) observer.onLogout(user, departure);
    for (const channel of user.channels) this.leave(user, channel, departure);
  }

  /**
   * Creates an empty channel. If there are as many as there may be, one without members makes room.
   *
   * @param creator The user whose share of the channels it counts for.
   */
  createChannel(name: string, creator?: User): Channel | Refusal<ChannelRefusal> {
    const channel = this.#channels.create(name, creator, this.#now());
    if (channel instanceof Channel) channel.topic = this.#options.topicOf?.(name);
    return channel;
  }

  /**
   * Removes a channel and puts its members out.
   *
   * @param text What the members read, in the name of the server.
   */
  close(channel: Channel, text: Text): void {
    const members = [...channel.members];
    for (const user of members) {
      user.setChannels(user.channels.filter((other) => other !== channel));
      channel.remove(user);
    }
    this.#channels.remove(channel);
    this.#events.emit({ type: "closed", from: this.#server, channel, members, text });
    for (const observer of this.#observers) observer.onClose(channel, members, text);
  }

  /**
   * Changes the topic of a channel.
   *
   * @param from The user who changes it; by default the server.
   */
  changeTopic(channel: Channel, topic: Topic, from: User = this.#server): void {
    channel.topic = topic;
    this.#events.emit({ type: "topic", from, channel });
  }

  /** Returns why a user may not speak now, if so. */
  silence(user: User): Refusal<"muted"> | undefined {
    return this.#options.silence?.(user);
  }

  /** Adds a user to the members of a channel. */
  join(user: User, channel: Channel): Refusal<"already-member"> | undefined {
    if (channel.members.has(user)) return ALREADY_MEMBER;
    user.setChannels([...user.channels, channel]);
    channel.add(user);
    this.#channels.onJoin(channel);
    user.activeAt = this.#events.emit({ type: "joined", user, channel });
  }

  /** Removes a user from the members of a channel. */
  leave(
    user: User,
    channel: Channel,
    departure: Departure = LEFT,
  ): Refusal<"not-a-member"> | undefined {
    if (!channel.members.has(user)) return NOT_A_MEMBER;
    user.setChannels(user.channels.filter((other) => other !== channel));
    channel.remove(user);
    this.#channels.onLeave(channel);
    this.#events.emit({ type: "left", user, channel, departure });
  }

  /** Sends a message to a channel that the sender is in. */
  say(from: User, channel: Channel, text: Text): Refusal<SpeechRefusal | "muted"> | undefined {
    if (!channel.members.has(from)) return NOT_A_MEMBER;
    return this.post(from, channel, text);
  }

  /**
   * Sends a message to a channel, whether the sender is in it or not. Every message to a channel
   * passes here.
   */
  post(from: User, channel: Channel, text: Text): Refusal<SpeechRefusal | "muted"> | undefined {
    const refusal = this.silence(from) ?? channel.speechRefusal(from);
    if (refusal) return refusal;
    from.activeAt = this.#events.emit({ type: "message", from, channel, text });
  }

  /** Sends a message to one user, who may be the sender. */
  sendPrivate(
    from: User,
    address: string,
    text: Text,
  ): AbsentRefusal | Refusal<"muted"> | undefined {
    const refusal = this.silence(from);
    if (refusal) return refusal;
    const to = this.#names.get(address);
    if (!to) return (this.#options.takeForAbsent ?? refuseAbsent)(from, address, text);
    from.activeAt = this.#events.emit({ type: "private", from, to, text });
  }

  /** Delivers a message that has waited for its receiver. */
  deliverLate(to: User, { from: name, time, ...texts }: LateMessage): void {
    this.#events.emit({ type: "private", from: new User(name), to, ...texts }, time);
  }

  /** Sends a message to every other user. */
  broadcast(from: User, text: Text): Refusal<"muted"> | undefined {
    const refusal = this.silence(from);
    if (refusal) return refusal;
    from.activeAt = this.#events.emit({ type: "broadcast", from, text });
  }

  /** Tells members of a channel, or some users, what only one dialect has words for. */
  signal(by: User, to: Channel | Iterable<User>, signal: object): void {
    this.#events.emit({ type: "signal", by, to, signal });
  }

  /** Tells one user something in the name of the server. */
  tell(to: User, text: Text): void {
    this.#events.emit({ type: "private", from: this.#server, to, text });
  }

  /** Tells all users something in the name of the server. */
  announce(text: Text): void {
    this.#events.emit({ type: "broadcast", from: this.#server, text });
  }
}

function refuseAbsent(): AbsentRefusal {
  return NO_SUCH_USER;
}

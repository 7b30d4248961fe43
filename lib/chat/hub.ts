/**
 * The chat itself: the users, their channels, and the events that follow from what they do. It is
 * synchronous and deterministic, and knows nothing of bytes, dialects, sockets or clocks.
 *
 * @module
 */
import { Refusal } from "../errors/refusal.ts";
import { Channel } from "./channel.ts";
import type { SpeechRefusal } from "./channel_modes.ts";
import type { ChannelOrigin, ChannelRefusal } from "./channels.ts";
import type { Departure, Stamp, Text } from "./event.ts";
import { ConsecutiveIds } from "./event_id.ts";
import { EventStream } from "./event_stream.ts";
import { Hosts } from "./hosts.ts";
import type { AbsentRefusal, HubOptions, LateMessage } from "./hub_options.ts";
import { HubState } from "./hub_state.ts";
import { NickChanges } from "./nick_changes.ts";
import { Observers } from "./observers.ts";
import type { PresenceObserver } from "./presence.ts";
import { RemoteEvents } from "./remote_events.ts";
import { SERVER_NAME } from "./server_name.ts";
import type { Topic } from "./topic.ts";
import { User } from "./user.ts";

export type { AbsentRefusal, HubOptions } from "./hub_options.ts";

const NAME_TAKEN = new Refusal("name-taken");
const SERVER_FULL = new Refusal("server-full");
const ALREADY_MEMBER = new Refusal("already-member");
const NOT_A_MEMBER = new Refusal("not-a-member");
const NO_SUCH_USER = new Refusal("no-such-user");

type LoginAnswer = User | Refusal<"name-taken" | "server-full">;

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
export class Hub extends HubState {
  readonly #events: EventStream;
  readonly #now: () => number;
  readonly #maxUsers: number;
  readonly #hosts = new Hosts();
  readonly #observers = new Observers();
  readonly #options: HubOptions;
  /** The events of the other servers of a cluster. */
  readonly remote: RemoteEvents;
  /** Nicks that change while names stay. */
  readonly nicks: NickChanges;
  /** The sender of what the server itself says. Nobody can log in under this name. */
  readonly #server = new User(SERVER_NAME);

  constructor(options: HubOptions) {
    const { sinks, now, maxUsers = Infinity, maxChannels = Infinity } = options;
    super(maxChannels, (event) => options.onChannelLimit?.(event));
    this.#options = options;
    this.#events = new EventStream(sinks, now, options.ids ?? new ConsecutiveIds(1));
    this.remote = new RemoteEvents(this.#events, this.#server, this.#observers);
    this.nicks = new NickChanges(this.names, this.#observers);
    this.#now = now;
    this.#maxUsers = maxUsers;
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
    this.#observers.add(observer);
  }

  /** Whether observers learn of something now: the events that they cause belong to that. */
  get isNotifying(): boolean {
    return this.#observers.isNotifying;
  }

  /**
   * Logs a user in under exactly that name.
   *
   * @param network The part of the network that the user comes from, for limits.
   * @param introduce Records what else there is to know about the user, before others learn of it.
   */
  login(name: string, network?: string, introduce?: (user: User) => void): LoginAnswer {
    if (this.names.isTaken(name)) return NAME_TAKEN;
    if (this.ownUsers >= this.#maxUsers) return SERVER_FULL;
    const user = new User(name, network);
    user.host = this.#options.hostOf?.(user.network) ?? this.#hosts.hostOf(user.network);
    introduce?.(user);
    return this.admit(user) ?? user;
  }

  /** Adds a user, who may be on another server. */
  admit(user: User): Refusal<"name-taken"> | undefined {
    if (this.names.isTaken(user.name)) return NAME_TAKEN;
    this.nicks.makeWay(user, user);
    this.names.add(user);
    this.#observers.notify((observer) => observer.onLogin(user));
  }

  /**
   * Gives a user another name.
   *
   * @param nick The nick that another server has chosen for its user.
   */
  rename(user: User, name: string, nick?: string): Refusal<"name-taken"> | undefined {
    const former = user.snapshot();
    if (nick !== undefined && !this.names.isTaken(name)) this.nicks.makeWay(user, { name, nick });
    if (!this.names.rename(user, name, nick)) return NAME_TAKEN;
    for (const channel of user.channels) channel.onRename();
    this.#observers.notify((observer) => observer.onRename(user, former));
    for (const channel of user.channels) {
      this.#events.emit({ type: "renamed", user, former, channel });
    }
  }

  /** Tells observers that something about a user has changed besides its name and its channels. */
  tellFacts(user: User): void {
    this.#observers.notify((observer) => observer.onFacts?.(user));
  }

  /** Lets a user into a channel once, whatever its modes say. */
  invite(user: User, channel: Channel): void {
    channel.modes.invite(user);
    this.#observers.notify((observer) => observer.onInvite?.(user, channel));
  }

  /** Takes a user out of all channels and frees the name. */
  logout(user: User, departure: Departure = { reason: "disconnected" }): void {
    this.names.remove(user);
    this.#observers.notify((observer) => observer.onLogout(user, departure));
    for (const channel of user.channels) this.leave(user, channel, departure);
  }

  /**
   * Creates an empty channel. If there are as many as there may be, one without members makes room.
   *
   * @param creator The user whose share of the channels it counts for.
   * @param origin How the channel looks on the server that has created it, if that is another one.
   */
  createChannel(
    name: string,
    creator?: User,
    { createdAt = this.#now(), form }: Partial<ChannelOrigin> = {},
  ): Channel | Refusal<ChannelRefusal> {
    const channel = this.channels.create(name, creator, createdAt, form);
    if (channel instanceof Refusal) return channel;
    channel.topic = this.#options.topicOf?.(name);
    this.#observers.notify((observer) => observer.onCreate?.(channel));
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
    this.channels.remove(channel);
    this.#events.emit({ type: "closed", from: this.#server, channel, members, text });
    this.#observers.notify((observer) => observer.onClose(channel, members, text));
  }

  /** Removes a channel without members. One with members stays. */
  discard(channel: Channel): void {
    if (channel.members.size === 0) this.channels.discard(channel);
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
    this.channels.onJoin(channel);
    user.activeAt = this.#events.emit({ type: "joined", user, channel });
  }

  /** Removes a user from the members of a channel. */
  leave(
    user: User,
    channel: Channel,
    departure: Departure = { reason: "left" },
  ): Refusal<"not-a-member"> | undefined {
    if (!channel.members.has(user)) return NOT_A_MEMBER;
    user.setChannels(user.channels.filter((other) => other !== channel));
    channel.remove(user);
    this.channels.onLeave(channel);
    this.#events.emit({ type: "left", user, channel, departure });
    if (departure.reason === "kicked") this.#observers.tellKick(user, channel, departure);
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
    const to = this.names.get(address);
    if (!to) return (this.#options.takeForAbsent ?? refuseAbsent)(from, address, text);
    const problem = to.server === undefined ? undefined : this.#options.unreachable?.(to);
    if (problem) return problem;
    from.activeAt = this.#events.emit({ type: "private", from, to, text });
  }

  /** Delivers a message that has waited for its receiver. */
  deliverLate(to: User, { from: name, id, time, ...texts }: LateMessage): void {
    this.#events.repeat({ type: "private", from: new User(name), to, ...texts }, { id, time });
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

  /** Tells all users something in the name of the server; with a notice, those of this server only. */
  announce(text: Text, isNotice = false): void {
    this.#events.emit({ type: "broadcast", from: this.#server, text, isNotice });
  }
}

function refuseAbsent(): AbsentRefusal {
  return NO_SUCH_USER;
}

/**
 * The chat itself: who is here, in which channel, and who hears what. It is synchronous and knows
 * nothing of bytes, dialects or sockets: dialects call it, and what follows comes out as events.
 *
 * @module
 */
import { Channel } from "./channel.ts";
import type { ChatEvent, Text } from "./event.ts";
import { normalName } from "./name.ts";
import { NameSpace } from "./name_space.ts";
import { User } from "./user.ts";

/** What a {@linkcode Hub} is made with. */
export interface HubOptions {
  /** Hears every event, in order, before the call that caused it returns. */
  emit(event: ChatEvent): void;
  /** The most users there may be at once. */
  readonly maxUsers?: number;
  /** The most channels there may be: they stay when everybody has left. */
  readonly maxChannels?: number;
}

/** Why a user cannot log in. */
export type LoginRefusal = "taken" | "full";

/**
 * All users and channels of a server.
 *
 * A call that returns a reason instead of `undefined` has changed nothing.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { User } from "./user.ts";
 *
 * const heard: string[] = [];
 * const hub = new Hub({ emit: (event) => heard.push(event.type) });
 * const [alice, second] = [hub.loginSuffixed("Alice"), hub.loginSuffixed("Alice")];
 * assert(alice instanceof User && second instanceof User);
 * assert.equal(second.name, "Alice_2");
 * assert.equal(hub.join(alice, "tea"), "no-such-channel");
 * hub.create(alice, "tea");
 * hub.join(second, "tea");
 * hub.say(alice, "hi");
 * assert.deepEqual(heard, ["joined", "joined", "message"]);
 * ```
 */
export class Hub {
  readonly #emit: (event: ChatEvent) => void;
  readonly #maxUsers: number;
  readonly #maxChannels: number;
  readonly #names = new NameSpace();
  readonly #channels = new Map<string, Channel>();
  #channelNames: readonly string[] | undefined;

  constructor(options: HubOptions) {
    this.#emit = options.emit;
    this.#maxUsers = options.maxUsers ?? Infinity;
    this.#maxChannels = options.maxChannels ?? Infinity;
  }

  /** Everyone who is logged in by the key of their name, in order of login. */
  get users(): ReadonlyMap<string, User> {
    return this.#names.users;
  }

  /** The addresses of all users in order of login: the same array until somebody comes or leaves. */
  get userAddresses(): readonly string[] {
    return this.#names.addresses;
  }

  /** The names of all channels in order of creation: the same array until there is another one. */
  get channelNames(): readonly string[] {
    return this.#channelNames ??= Array.from(this.#channels.values(), ({ name }) => name);
  }

  /** The channel of that name. */
  channel(name: string): Channel | undefined {
    return this.#channels.get(name) ?? this.#channels.get(normalName(name));
  }

  /** Logs a user in under exactly that name. */
  login(name: string): User | LoginRefusal {
    return this.#names.isTaken(name) ? "taken" : this.#admit(name);
  }

  /** Logs a user in under that name or, when it is taken, with the lowest free of the suffixes `_2`, `_3` … */
  loginSuffixed(name: string): User | "full" {
    return this.#admit(this.#names.firstFree(name));
  }

  #admit(name: string): User | "full" {
    if (this.#names.users.size >= this.#maxUsers) return "full";
    const user = new User(name);
    this.#names.add(user);
    return user;
  }

  /** Takes a user out of the channel they are in, and out of the name space. */
  logout(user: User): void {
    this.leave(user);
    this.#names.remove(user);
  }

  /** Makes a channel and lets its creator enter it. */
  create(user: User, name: string): "channel-exists" | "too-many-channels" | undefined {
    if (this.channel(name)) return "channel-exists";
    if (this.#channels.size >= this.#maxChannels) return "too-many-channels";
    const channel = new Channel(name);
    this.#channels.set(normalName(name), channel);
    this.#channelNames = undefined;
    this.#enter(user, channel);
  }

  /** Lets a user enter a channel, leaving the present one: also when it is the same. */
  join(user: User, name: string): "no-such-channel" | undefined {
    const channel = this.channel(name);
    if (!channel) return "no-such-channel";
    this.#enter(user, channel);
  }

  /** Takes a user out of the present channel. */
  leave(user: User): "in-no-channel" | undefined {
    const { channel } = user;
    if (!channel) return "in-no-channel";
    user.channel = undefined;
    channel.remove(user);
    this.#emit({ type: "left", user, channel });
  }

  /** A message to the present channel. */
  say(from: User, text: Text): "in-no-channel" | undefined {
    const { channel } = from;
    if (!channel) return "in-no-channel";
    this.#emit({ type: "message", from, channel, text });
  }

  /** A message to one user, who may be the sender. */
  tell(from: User, address: string, text: Text): "no-such-user" | undefined {
    const to = this.#names.get(address);
    if (!to) return "no-such-user";
    this.#emit({ type: "private", from, to, text });
  }

  /** A message to everyone else who is logged in. */
  broadcast(from: User, text: Text): void {
    this.#emit({ type: "broadcast", from, text });
  }

  #enter(user: User, channel: Channel): void {
    this.leave(user);
    user.channel = channel;
    channel.add(user);
    this.#emit({ type: "joined", user, channel });
  }
}

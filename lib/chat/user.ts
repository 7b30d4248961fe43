import type { Channel } from "./channel.ts";
import { nickFor } from "./nick.ts";
import { foldCase, hasInvisible, MAX_NAME_LENGTH, normalName, withoutBrackets } from "./name.ts";

/** Shared by all users in no channel: a server has thousands. */
const NO_CHANNELS: readonly Channel[] = [];

/** The name of a user's account on the user's own machine, where the dialect does not tell it. */
const DEFAULT_USERNAME = "parley";

/** The host of a user who comes from no network. */
export const DEFAULT_HOST = "parley";

/** A user who is logged in, in any dialect. */
export class User {
  /** When the user last spoke or entered a channel, in milliseconds since 1970; 0 for never. */
  activeAt = 0;
  /** The host that IRC users see in place of the user's address: see {@linkcode Hosts}. */
  host = DEFAULT_HOST;
  /** The run of the server that the user is on, in a cluster; `undefined` for this server. */
  server: string | undefined;
  /** The address under which clients reach that server. */
  serverAddress: string | undefined;
  /** The name of the user's account on the user's own machine, for users of IRC. */
  username = DEFAULT_USERNAME;
  /** The name that the user gives besides the one that others type, if it differs. */
  realName: string | undefined;
  #name: string;
  #address: string;
  #nick: string;
  #channels: readonly Channel[] = NO_CHANNELS;

  /**
   * @param name The name as it is shown.
   * @param network The part of the network that the user comes from, for limits that all users there
   * share. The chat only compares it.
   */
  constructor(name: string, readonly network: string = "") {
    this.#name = name;
    this.#nick = nickFor(name);
    this.#address = addressOf(name);
  }

  /** The name as it is shown. */
  get name(): string {
    return this.#name;
  }

  /** The name as others type it: one word, without characters that have a meaning in some dialect. */
  get address(): string {
    return this.#address;
  }

  /** The name as users of IRC see it: see `nick.ts`. */
  get nick(): string {
    return this.#nick;
  }

  /** The whole identity as users of IRC see it: the nick, the user name and the host. */
  get mask(): string {
    return `${this.#nick}!${this.username}@${this.host}`;
  }

  /** Returns a user with the present name, for those who have to hear of it later. */
  snapshot(): User {
    const { host, username, realName, server, serverAddress } = this;
    const copy = new User(this.#name, this.network);
    Object.assign(copy, { host, username, realName, server, serverAddress });
    copy.setName(this.#name, this.#nick);
    return copy;
  }

  /** Records a new name. Only the hub calls this. */
  setName(name: string, nick: string): void {
    this.#name = name;
    this.#address = addressOf(name);
    this.#nick = nick;
  }

  /** The channels that the user is in, in the order of joining: a new array after each change. */
  get channels(): readonly Channel[] {
    return this.#channels;
  }

  /** Records the channels. Only the hub calls this. */
  setChannels(channels: readonly Channel[]): void {
    this.#channels = channels;
  }
}

/**
 * Returns the form of a name that can be typed as one word in every dialect.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(addressOf("Al ice!"), "Al_ice_");
 * ```
 */
export function addressOf(name: string): string {
  return name.replace(/[\s!@#$%^&*,]/gu, "_");
}

/**
 * Returns the key that two names share when users could not tell them apart: they are addressed in
 * the same way, shown in the same way, or differ in the case of the letters A to Z only.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(keyOf("Jose\u0301 [x]"), keyOf("Jos\u00e9_(x)"));
 * assert.equal(keyOf("Bob"), keyOf("bob"));
 * ```
 */
export function keyOf(name: string): string {
  return foldCase(canonicalName(name));
}

/**
 * Returns the one form of a name that is addressed and shown in several ways, in its own letters. A
 * text that is too long for a name stays as it is: it may come from anybody, and replacing its
 * characters takes long.
 */
export function canonicalName(name: string): string {
  if (name.length > MAX_NAME_LENGTH) return name;
  return normalName(withoutBrackets(addressOf(name)));
}

/** Reports whether a name is its own address: one visible word without reserved characters. */
export function isAddress(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && /^[^\s\p{Cc}!@#$%^&*,]+$/u.test(name) &&
    !hasInvisible(name);
}

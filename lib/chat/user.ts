import type { Channel } from "./channel.ts";
import { hasInvisible, MAX_NAME_LENGTH, normalName, withoutBrackets } from "./name.ts";

/** Shared by all users in no channel: a server has thousands. */
const NO_CHANNELS: readonly Channel[] = [];

/** A user who is logged in, in any dialect. */
export class User {
  /** The name as others type it: one word, without characters that have a meaning in some dialect. */
  readonly address: string;
  /** When the user last spoke or entered a channel, in milliseconds since 1970; 0 for never. */
  activeAt = 0;
  #channels: readonly Channel[] = NO_CHANNELS;

  /**
   * @param name The name as it is shown.
   * @param network The part of the network that the user comes from, for limits that all users there
   * share. The chat only compares it.
   */
  constructor(readonly name: string, readonly network: string = "") {
    this.address = addressOf(name);
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
 * the same way or shown in the same way. A text that is too long for a name stays as it is: it may come
 * from anybody, and replacing its characters takes long.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(keyOf("Jose\u0301 [x]"), keyOf("Jos\u00e9_(x)"));
 * ```
 */
export function keyOf(name: string): string {
  if (name.length > MAX_NAME_LENGTH) return name;
  return normalName(withoutBrackets(addressOf(name)));
}

/** Reports whether a name is its own address: one visible word without reserved characters. */
export function isAddress(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && /^[^\s\p{Cc}!@#$%^&*,]+$/u.test(name) &&
    !hasInvisible(name);
}

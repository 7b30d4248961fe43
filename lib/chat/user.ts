import type { Channel } from "./channel.ts";
import { hidesSomething, normalName, unbracketed } from "./name.ts";

/** Someone who is logged in, in whichever dialect. */
export class User {
  /** The name as others type it: a single word, without characters that have a meaning in some dialect. */
  readonly address: string;
  /** The channel that the user is in. Only the hub sets it. */
  channel: Channel | undefined;

  /** @param name The name as it is shown. */
  constructor(readonly name: string) {
    this.address = addressOf(name);
  }
}

/**
 * The form of a name that can be typed as one word in every dialect.
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
 * What two names have in common that are the same: they are addressed in the same way, or would be
 * shown in the same way.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(keyOf("Jose\u0301 [x]"), keyOf("Jos\u00e9_(x)"));
 * ```
 */
export function keyOf(name: string): string {
  return normalName(unbracketed(addressOf(name)));
}

/** The longest name that the dialects of lines accept, in UTF-16 units. */
const MOST_ADDRESS = 1024;

/** Whether a name is a single word without such characters or invisible ones, and so its own address. */
export function isAddress(name: string): boolean {
  return name.length <= MOST_ADDRESS && /^[^\s\p{Cc}!@#$%^&*,]+$/u.test(name) &&
    !hidesSomething(name);
}

/**
 * Names as users of IRC see them. Most names are legal there. The others have a fixed form for as long as
 * their users are here, by which they can be addressed.
 *
 * @module
 */

/** The longest name in IRC, in characters, all of which are ASCII. */
export const MAX_NICK_LENGTH = 30;

const NICK = new RegExp(
  `^[A-Za-z[\\]\\\\\`_^{|}][A-Za-z0-9[\\]\\\\\`_^{|}-]{0,${MAX_NICK_LENGTH - 1}}$`,
);

/** What may not stand in a nick, or not at its start. */
const ILLEGAL = /^[-0-9]|[^A-Za-z0-9[\]\\`_^{|}-]/gu;

/**
 * Reports whether a name is legal in IRC as it is.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(["ann", "[ann]", "1ann", "a.b", ""].map(isNick), [true, true, false, false, false]);
 * ```
 */
export function isNick(name: string): boolean {
  return NICK.test(name);
}

/** Room for a suffix of up to five digits. */
const MAX_SUFFIX_LENGTH = 6;

/**
 * Returns the form of a name that is legal in IRC: with `_` for every character that may not be there,
 * and cut.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(nickFor("Zo\u00eb M"), "Zo__M");
 * ```
 */
export function nickFor(name: string): string {
  return isNick(name) ? name : name.replace(ILLEGAL, "_").slice(0, MAX_NICK_LENGTH) || "_";
}

/** Returns the part of a nick that stays when it gets a suffix. */
export function nickBase(nick: string): string {
  return nick.slice(0, MAX_NICK_LENGTH - MAX_SUFFIX_LENGTH);
}

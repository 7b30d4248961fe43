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

/**
 * Returns a legal nick for a name: with `_` for every character that may not be there, cut, and with
 * a suffix if somebody has it already.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(nickFor("Zo\u00eb M"), "Zo__M");
 * assert.equal(nickFor("ann", (nick) => nick === "ann"), "ann_2");
 * ```
 */
export function nickFor(name: string, isTaken: (nick: string) => boolean = () => false): string {
  if (isNick(name) && !isTaken(name)) return name;
  const nick = name.replace(ILLEGAL, "_").slice(0, MAX_NICK_LENGTH) || "_";
  if (!isTaken(nick)) return nick;
  for (let number = 2;; number++) {
    const suffix = `_${number}`;
    const suffixed = nick.slice(0, MAX_NICK_LENGTH - suffix.length) + suffix;
    if (!isTaken(suffixed)) return suffixed;
  }
}

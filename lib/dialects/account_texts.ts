/**
 * Commands and answers about registered names that clients recognise.
 *
 * @module
 */
const SECRET_COMMAND = /^\s*\/(register|password|unregister|set-password)(\s|$)/i;
const NEW_PASSWORD = /^\/(?:register\s+(\S+)|password\s+\S+\s+(\S+))\s*$/;

/**
 * Reports whether a line holds a password: nobody may keep or show it.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert(holdsPassword("/password old-one new-one"));
 * assert(!holdsPassword("/passwords"));
 * ```
 */
export function holdsPassword(line: string): boolean {
  return SECRET_COMMAND.test(line);
}

/** Returns the password that a command gives to the user's name, if it does. */
export function newPasswordIn(line: string): string | undefined {
  const [, registered, changed] = NEW_PASSWORD.exec(line) ?? [];
  return registered ?? changed;
}

const IS_YOURS = " is yours now: from the next login on, it takes this password";

/** Returns the answer to somebody who has registered a name. */
export function nowRegistered(name: string): string {
  return `${name}${IS_YOURS}`;
}

/** The answer to somebody who has changed the password of a name. */
export const PASSWORD_CHANGED = "The password has changed";

/** Reports whether an answer says that the user's name has a new password. */
export function confirmsPassword(answer: string): boolean {
  // What other users say starts with a bracket in the dialects in which it could be taken for this.
  return answer.endsWith(IS_YOURS) && !answer.startsWith("[") || answer === PASSWORD_CHANGED;
}

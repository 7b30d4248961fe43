/**
 * The lines that a user in a room reads. Anybody may send anything to a room, so the first character
 * of a line says whose it is: `*` is the client's own, `(` a message without a name, and all others
 * are messages that start with the sender's name.
 *
 * @module
 */
import { revealInvisible, visibleName } from "../../chat/name.ts";
import { keyOf } from "../../chat/user.ts";
import type { Message } from "../../multicast/message.ts";
import type { Speaker } from "../../terminal/shown_text.ts";

/** Stands for the name of a sender who has none. */
export const NO_NAME = "(no name)";

/** Names that would look like the client's own lines, its prompt, or a quoted name. */
const AMBIGUOUS = /^[*("]|>/;

/**
 * Returns a form of a name that is the same for names that look much alike: in a room anybody may use
 * any name, so a blocked sender must not get through with a capital or an invisible letter.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(looseName("AL\u200bICE"), looseName("alice"));
 * ```
 */
export function looseName(name: string): string {
  return keyOf(visibleName(name).normalize("NFKC").toLowerCase());
}

/**
 * Returns a line of the client itself. A text of several lines is marked on each of them.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(ownLine("You are in lobby"), "* You are in lobby");
 * ```
 */
export function ownLine(text: string): string {
  return text.split("\n").map((line) => `* ${line}`).join("\n");
}

/**
 * Returns a message as a line, with its sender and the place of the sender's name in the line. Names
 * that look like something else are in quotes.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(messageLine({ name: "Ann", text: "hi" }).line, "Ann: hi");
 * assert.equal(messageLine({ name: undefined, text: "hi" }).line, "(no name): hi");
 * assert.equal(messageLine({ name: "* You", text: "hi" }).line, '"* You": hi');
 * ```
 */
export function messageLine({ name, text }: Message): { line: string; from: Speaker } {
  if (name === undefined) return { line: `${NO_NAME}: ${text}`, from: { name: NO_NAME, at: 0 } };
  const shown = revealInvisible(name);
  const from = { name: shown, at: 0 };
  if (!AMBIGUOUS.test(name)) return { line: `${shown}: ${text}`, from };
  return { line: `"${shown}": ${text}`, from: { ...from, at: 1 } };
}

/**
 * The rules for names of users, channels and rooms: which characters they may hold, and when two
 * of them are the same. Their purpose is that nobody can make a name that others take for another.
 *
 * @module
 */
import { codePointNotation } from "../framing/code_point.ts";

/** Characters without ink: joiners, fillers, direction marks, tags, and the blank Braille pattern. */
const INVISIBLE = /[\p{Format}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Combining marks at the start of a name, which would attach to the text before the name. */
const LEADING_MARKS = /^\p{Mark}+/u;

/** The longest name of any kind, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 1024;

/**
 * Returns the form in which names are compared, the same for `é` as one character and as two. A text
 * that is too long for a name stays as it is: composing takes quadratic time.
 */
export function normalName(name: string): string {
  return name.length > MAX_NAME_LENGTH ? name : name.normalize("NFC");
}

/**
 * Reports whether a name holds something that nobody can see. Emoji may hold their own joiners.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(hasInvisible("bo\u200bb"), true);
 * assert.equal(hasInvisible("👩‍🚀"), false);
 * ```
 */
export function hasInvisible(name: string): boolean {
  return LEADING_MARKS.test(name) ||
    INVISIBLE.test(name) && INVISIBLE.test(name.replace(emojis(), "_"));
}

/**
 * Returns a name without its invisible characters, and with single spaces as its only white space.
 * The result may be empty.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(visibleName(" Al\u2003ice\u200b "), "Al ice");
 * ```
 */
export function visibleName(name: string): string {
  return replaceInvisible(name, () => "").replace(/\s+/gu, " ").trim().replace(LEADING_MARKS, "");
}

/**
 * Returns a name with the code points of its invisible characters spelled out. Clients show names
 * from servers they do not trust in this form.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(revealInvisible("bo\u200bb"), "bo<U+200B>b");
 * assert.equal(revealInvisible("👩‍🚀"), "👩‍🚀");
 * ```
 */
export function revealInvisible(name: string): string {
  return replaceInvisible(name, codePointNotation).replace(LEADING_MARKS, "◌$&");
}

/** Replaces each invisible character that is not part of an emoji. */
function replaceInvisible(name: string, replace: (character: string) => string): string {
  if (!INVISIBLE.test(name)) return name;
  const emoji = name.match(emojis()) ?? [];
  return name.split(emojis())
    .map((part) => part.replace(new RegExp(INVISIBLE, "gu"), replace))
    .map((part, index) => part + (emoji[index] ?? ""))
    .join("");
}

/** Matches every emoji that Unicode recommends. Compiling it takes milliseconds: rarely needed. */
function emojis(): RegExp {
  return /\p{RGI_Emoji}/gv;
}

/**
 * Returns a name with round brackets for square ones, so that it cannot imitate the `[name]` of
 * a sender.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(withoutBrackets("bob] hi [x"), "bob) hi (x");
 * ```
 */
export function withoutBrackets(name: string): string {
  return name.replaceAll("[", "(").replaceAll("]", ")");
}

/** Letters of other scripts that look like those of the server's name. */
const LOOKALIKES: Readonly<Record<string, string>> = { ѕ: "s", е: "e", ѵ: "v", ν: "v" };

/**
 * Reports whether people would take a user of that name for the server itself.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(looksLikeServer("S_E_R_V_E_R"), true);
 * assert.equal(looksLikeServer("server_2"), false);
 * ```
 */
export function looksLikeServer(name: string): boolean {
  if (name.length > MAX_NAME_LENGTH) return false;
  const letters = name.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return letters.replace(/[^a-z]/gu, (letter) => LOOKALIKES[letter] ?? letter) === "server";
}

/**
 * What names may be made of, and when two of them are the same. What holds for users holds for
 * channels and rooms: nobody shall be able to make one that others take for another.
 *
 * @module
 */

/** What takes no ink: joiners, fillers, marks of direction, tags, the blank pattern of Braille. */
const INVISIBLE = /[\p{Format}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** A mark that would join what stands before the name. */
const LEADING_MARKS = /^\p{Mark}+/u;

/**
 * The form in which names are compared: two texts that mean the same characters have the same, as
 * `é` has in one piece and in two.
 */
export function normalName(name: string): string {
  return name.normalize("NFC");
}

/**
 * Whether there is something in a name that nobody can see. What emoji are made of may be there,
 * in emoji.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(hidesSomething("bo\u200bb"), true);
 * assert.equal(hidesSomething("👩‍🚀"), false);
 * ```
 */
export function hidesSomething(name: string): boolean {
  return LEADING_MARKS.test(name) ||
    INVISIBLE.test(name) && INVISIBLE.test(name.replace(emojis(), "_"));
}

/**
 * A name that hides nothing, made of one that may: what is invisible is gone, and the white space
 * that is left is single spaces inside. May be empty.
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
 * A name that somebody else let pass, as it is shown: what is invisible in it has its number.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(revealed("bo\u200bb"), "bo<U+200B>b");
 * assert.equal(revealed("👩‍🚀"), "👩‍🚀");
 * ```
 */
export function revealed(name: string): string {
  return replaceInvisible(name, numberOf).replace(LEADING_MARKS, "◌$&");
}

function numberOf(character: string): string {
  return `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}>`;
}

/** Replaces what nobody can see, but not what emoji are made of. */
function replaceInvisible(name: string, replace: (character: string) => string): string {
  if (!INVISIBLE.test(name)) return name;
  const emoji = name.match(emojis()) ?? [];
  return name.split(emojis())
    .map((part) => part.replace(new RegExp(INVISIBLE, "gu"), replace))
    .map((part, index) => part + (emoji[index] ?? ""))
    .join("");
}

/** All emoji that Unicode recommends. Made only when it is needed: that takes milliseconds. */
function emojis(): RegExp {
  return /\p{RGI_Emoji}/gv;
}

/**
 * A name as it stands where brackets or a first word tell who speaks: it cannot pretend to be
 * somebody's `[name]`.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(unbracketed("bob] hi [x"), "bob) hi (x");
 * ```
 */
export function unbracketed(name: string): string {
  return name.replaceAll("[", "(").replaceAll("]", ")");
}

/** Letters of other scripts that look like those of the server's name. */
const LOOK_ALIKES: Readonly<Record<string, string>> = { ѕ: "s", е: "e", ѵ: "v", ν: "v" };

/**
 * Whether people would take a user of that name for the server itself.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(looksLikeServer("S_E_R_V_E_R"), true);
 * assert.equal(looksLikeServer("server_2"), false);
 * ```
 */
export function looksLikeServer(name: string): boolean {
  const letters = name.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return letters.replace(/[^a-z]/gu, (letter) => LOOK_ALIKES[letter] ?? letter) === "server";
}

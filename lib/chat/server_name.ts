import { prototypeOf } from "./look.ts";
import { MAX_NAME_LENGTH } from "./name.ts";

/** The name that the server speaks under, in every dialect. */
export const SERVER_NAME = "server";

/**
 * The characters that people read as a letter of that name, besides its look-alikes: digits and
 * signs of leetspeak, small capitals, and mirrored letters.
 */
const ALSO_READ_AS: Readonly<Record<string, string>> = {
  s: "5$§ƨ",
  e: "3€ᴇɘ∃ξΞ∑ƩΣ",
  r: "ʀяᴙɹɾɼɽ",
  v: "√ʋⱱⱴ",
};

const READINGS: ReadonlyMap<string, string> = new Map(
  Object.entries(ALSO_READ_AS).flatMap(([letter, characters]) =>
    Array.from(characters, (character) => [character, letter] as const)
  ),
);

/** Where the letters A to Z stand in circles, in squares, and in halves of flags. */
const FRAMED_ALPHABETS = [0x1f150, 0x1f170, 0x1f1e6];

/**
 * Reports whether people would take a user of that name for the server itself: whether its letters,
 * without case, accents, punctuation and repetitions, read as the server's name.
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
  let last = "";
  let letters = 0;
  for (const character of name.normalize("NFKD")) {
    for (const letter of readingOf(character)) {
      if (letter === last) continue;
      // Most names end here, after a letter or two.
      if (letter !== SERVER_NAME[letters % SERVER_NAME.length]) return false;
      last = letter;
      letters++;
    }
  }
  return letters > 0 && letters % SERVER_NAME.length === 0;
}

/** Returns the small letters or digits that people read a character as; empty for punctuation. */
function readingOf(character: string): string {
  const known = READINGS.get(character) ?? framedLetter(character);
  if (known !== undefined) return known;
  if (/^[a-z]$/i.test(character)) return character.toLowerCase();
  if (!/[\p{Letter}\p{Number}\p{Symbol}]/u.test(character)) return "";
  for (const form of new Set([character, character.toUpperCase(), character.toLowerCase()])) {
    const prototype = READINGS.get(form) ?? prototypeOf(form);
    const reading = READINGS.get(prototype) ?? prototype.replace(/\p{Mark}/gu, "").toLowerCase();
    if (/^[a-z]+$/.test(reading)) return reading;
  }
  return /[\p{Letter}\p{Number}]/u.test(character) ? character : "";
}

function framedLetter(character: string): string | undefined {
  const code = character.codePointAt(0)!;
  const start = FRAMED_ALPHABETS.find((start) => code >= start && code < start + 26);
  return start === undefined ? undefined : String.fromCharCode(0x61 + code - start);
}

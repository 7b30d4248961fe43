import { type Prototypes, prototypes } from "./prototypes.ts";

/** How a name looks. Two names look alike if their skeletons are equal and `beyondAscii` is not. */
export interface Look {
  /** The same for all names that look the same, as Unicode Technical Standard 39 defines it. */
  readonly skeleton: string;
  /**
   * The characters beyond ASCII, each with its place in the skeleton. Names that differ in ASCII
   * characters only are different names: `user1` and `userl`, `l1am` and `liam`.
   */
  readonly beyondAscii: string;
}

/** Characters that add nothing to the look of a name. */
const IGNORED = /\p{Default_Ignorable_Code_Point}/u;

/** The same mark several times in a row, which is drawn in one place. */
const REPEATED_MARKS = /(\p{Nonspacing_Mark})\1+/gu;

/**
 * Returns how a name looks.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(lookOf("Alice"), { skeleton: "Alice", beyondAscii: "" });
 * assert.deepEqual(lookOf("\u0391lice"), { skeleton: "Alice", beyondAscii: "0\u0391" });
 * ```
 */
export function lookOf(name: string): Look {
  let skeleton = "";
  let beyondAscii = "";
  for (const character of name.normalize("NFC")) {
    if (character > "\x7f") {
      if (IGNORED.test(character)) continue;
      beyondAscii += `${skeleton.length}${character}`;
    }
    skeleton += prototypeOf(character);
  }
  if (beyondAscii !== "") skeleton = skeleton.normalize("NFD").replace(REPEATED_MARKS, "$1");
  return { skeleton, beyondAscii };
}

/**
 * Returns the text that stands for all characters that look like this one. A compatibility
 * character, such as a full-width letter, looks like what it stands for: the table has few of them.
 */
export function prototypeOf(character: string, known: Prototypes = prototypes()): string {
  const prototype = known.get(character) ?? character;
  if (prototype.length === 1 && prototype <= "\x7f") return prototype;
  return Array.from(prototype.normalize("NFKD"), (part) => known.get(part) ?? part).join("");
}

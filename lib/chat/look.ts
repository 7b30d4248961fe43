import { ASCII_CONFUSABLES, CONFUSABLES } from "./confusables.ts";
import { MAX_NAME_LENGTH } from "./name.ts";
import { decodePrototypes, findPrototype, type Prototypes } from "./prototypes.ts";

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

const BEYOND_ASCII = /[^\0-\x7f]/;

/** The characters of the small table. Most names have few of them: this makes logins cheaper. */
const CONFUSABLE_ASCII = /["%01I`m|]/g;

/** Characters that add nothing to the look of a name. */
const IGNORED = /\p{Default_Ignorable_Code_Point}/u;

/** The same mark several times in a row, which is drawn in one place. */
const REPEATED_MARKS = /(\p{Nonspacing_Mark})\1+/gu;

/**
 * Returns how a name looks. A text that is too long for a name looks like no other: decomposing
 * takes quadratic time.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(lookOf("Alice"), { skeleton: "Alice", beyondAscii: "" });
 * assert.deepEqual(lookOf("\u0391lice"), { skeleton: "Alice", beyondAscii: "0\u0391" });
 * ```
 */
export function lookOf(name: string): Look {
  if (name.length > MAX_NAME_LENGTH) return { skeleton: name, beyondAscii: "" };
  if (!BEYOND_ASCII.test(name)) {
    return { skeleton: name.replace(CONFUSABLE_ASCII, prototypeOf), beyondAscii: "" };
  }
  let skeleton = "";
  let beyondAscii = "";
  for (const character of name.normalize("NFD")) {
    if (character > "\x7f") {
      if (IGNORED.test(character)) continue;
      beyondAscii += `${skeleton.length}${character}`;
    }
    skeleton += prototypeOf(character);
  }
  return { skeleton: skeleton.normalize("NFD").replace(REPEATED_MARKS, "$1"), beyondAscii };
}

/** Returns the text that stands for all characters that look like this one. */
export function prototypeOf(character: string): string {
  return findPrototype(character, knownPrototype);
}

/** Decoded when they are needed. The large one takes milliseconds, and many servers never need it. */
let ofAscii: Prototypes | undefined;
let ofOthers: Prototypes | undefined;

/** Returns the prototype of a character, if Unicode's table has one. */
function knownPrototype(character: string): string | undefined {
  const prototypes = character <= "\x7f"
    ? ofAscii ??= decodePrototypes(ASCII_CONFUSABLES)
    : ofOthers ??= decodePrototypes(CONFUSABLES);
  return prototypes.get(character);
}

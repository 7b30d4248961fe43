/**
 * Makes `confusables.ts` from Unicode's data. Run it in the project's folder, when the package
 * `unhomoglyph` has newer data: `deno task confusables`.
 *
 * @module
 */
import data from "unhomoglyph/data.json" with { type: "json" };
import { prototypeOf } from "./look.ts";
import { encodePrototypes, type Prototypes } from "./prototypes.ts";

/** The longest line of the table, in characters. */
const MAX_COLUMNS = 99;

/** All entries of Unicode's table `confusables.txt`. */
export const ALL_PROTOTYPES: Prototypes = new Map(Object.entries(data as Record<string, string>));

/** Returns the entries that do not follow from others and from Unicode's compatibility forms. */
function neededPrototypes(): Prototypes {
  const needed = new Map(ALL_PROTOTYPES);
  for (const [character, prototype] of ALL_PROTOTYPES) {
    needed.delete(character);
    if (prototypeOf(character, needed) !== prototypesOf(prototype, needed)) {
      needed.set(character, prototype);
    }
  }
  return needed;
}

function prototypesOf(text: string, known: Prototypes): string {
  return Array.from(text, (character) => prototypeOf(character, known)).join("");
}

/** Returns the text of the file `confusables.ts`. */
export function confusablesModule(): string {
  const lines = [""];
  for (const group of encodePrototypes(neededPrototypes())) {
    const line = lines.at(-1)!;
    if (line.length + 1 + group.length > MAX_COLUMNS) lines.push(group);
    else lines[lines.length - 1] = line === "" ? group : `${line} ${group}`;
  }
  return `${HEADER}export const CONFUSABLES = \`\n${lines.join("\n")}\n\`;\n`;
}

const HEADER = `\
// Made by make_confusables.ts: do not edit. The data is from confusables.txt of Unicode Technical
// Standard 39, version 13.0.0, by way of the npm package unhomoglyph 1.0.6 (MIT licence). It is
// subject to the Unicode License V3: see LICENSE-UNICODE in the project's folder.

/**
 * Characters that look the same, in groups: the prototype, a colon, and the characters that look
 * like it. Code points are numbers in base 36. Entries that follow from others and from Unicode's
 * compatibility forms are left out.
 */
`;

if (import.meta.main) {
  await Deno.writeTextFile(new URL("confusables.ts", import.meta.url), confusablesModule());
}

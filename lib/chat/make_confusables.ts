/**
 * Makes `confusables.ts` from Unicode's data. Run it in the project's folder, when the package
 * `unhomoglyph` has newer data: `deno task confusables`.
 *
 * @module
 */
import data from "unhomoglyph/data.json" with { type: "json" };
import { encodePrototypes, findPrototype, type Prototypes } from "./prototypes.ts";

/** The longest line of the table, in characters. */
const MAX_COLUMNS = 99;

/** The entries of Unicode's table `confusables.txt` for the characters that decomposed text has. */
export const ALL_PROTOTYPES: Prototypes = new Map(
  Object.entries(data as Record<string, string>)
    .filter(([character]) => character.normalize("NFD") === character),
);

/** Returns the entries that do not follow from others and from Unicode's compatibility forms. */
function neededPrototypes(): Prototypes {
  const needed = new Map(ALL_PROTOTYPES);
  const lookUp = (character: string) => needed.get(character);
  for (const [character, prototype] of ALL_PROTOTYPES) {
    const final = Array.from(prototype, (part) => findPrototype(part, lookUp)).join("");
    needed.delete(character);
    if (findPrototype(character, lookUp) !== final) needed.set(character, final);
  }
  return needed;
}

/** Returns the text of the file `confusables.ts`. */
export function confusablesModule(): string {
  const { ascii = [], others = [] } = Object.groupBy(
    neededPrototypes(),
    ([character]) => character <= "\x7f" ? "ascii" : "others",
  );
  return `${HEADER}export const CONFUSABLES = \`
${lines(encodePrototypes(new Map(others))).join("\n")}
\`;

/** The groups of ASCII characters. */
export const ASCII_CONFUSABLES = "${encodePrototypes(new Map(ascii)).join(" ")}";
`;
}

/** Puts as many groups on each line as fit. */
function lines(groups: readonly string[]): string[] {
  const lines: string[] = [];
  for (const group of groups) {
    const longer = lines.length === 0 ? group : `${lines.at(-1)} ${group}`;
    if (lines.length > 0 && longer.length <= MAX_COLUMNS) lines[lines.length - 1] = longer;
    else lines.push(group);
  }
  return lines;
}

const HEADER = `\
// Made by make_confusables.ts: do not edit. The data is from confusables.txt of Unicode Technical
// Standard 39, version 13.0.0, by way of the npm package unhomoglyph 1.0.6 (MIT licence). It is
// subject to the Unicode License V3: see LICENSE-UNICODE in the project's folder.

/**
 * Characters beyond ASCII that look the same, in groups: the prototype, a colon, and the characters
 * that look like it. Code points are numbers in base 36. Entries that follow from others and from
 * Unicode's compatibility forms are left out.
 */
`;

if (import.meta.main) {
  await Deno.writeTextFile(new URL("confusables.ts", import.meta.url), confusablesModule());
}

/**
 * The tags of a line: `@name=value;name=value` in front of everything else, as IRCv3 defines them.
 *
 * @module
 */

/** Tags by their names. A tag without a value has an empty one. */
export type Tags = ReadonlyMap<string, string>;

/** A line without tags. */
export const NO_TAGS: Tags = new Map();

const ESCAPES: Readonly<Record<string, string>> = {
  ";": "\\:",
  " ": "\\s",
  "\\": "\\\\",
  "\r": "\\r",
  "\n": "\\n",
};

const CHARACTERS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ESCAPES).map(([character, escape]) => [escape, character]),
);

/**
 * Returns the tags in a text without its `@`. Of several tags with one name, the last counts.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([...parseTags("a=b;+c;d=x\\:y\\")], [["a", "b"], ["+c", ""], ["d", "x;y"]]);
 * ```
 */
export function parseTags(text: string): Tags {
  const tags = new Map<string, string>();
  for (const tag of text.split(";")) {
    const at = tag.indexOf("=");
    const name = at < 0 ? tag : tag.slice(0, at);
    if (name !== "") tags.set(name, at < 0 ? "" : unescape(tag.slice(at + 1)));
  }
  return tags;
}

/**
 * Returns tags as the start of a line, with the space behind them; empty if there are none.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(formatTags([["a", "b c"], ["d", ""]]), "@a=b\\sc;d ");
 * assert.equal(formatTags([]), "");
 * ```
 */
export function formatTags(tags: Iterable<readonly [name: string, value: string]>): string {
  let text = "";
  for (const [name, value] of tags) {
    text += text === "" ? "@" : ";";
    text += value === "" ? name : `${name}=${escape(value)}`;
  }
  return text === "" ? "" : `${text} `;
}

const SPECIAL = /[; \\\r\n]/;
const EVERY_SPECIAL = new RegExp(SPECIAL, "g");

function escape(value: string): string {
  if (!SPECIAL.test(value)) return value;
  return value.replace(EVERY_SPECIAL, (character) => ESCAPES[character]!);
}

function unescape(value: string): string {
  return value.replace(/\\(.?)/gs, (escape, character) => CHARACTERS[escape] ?? character);
}

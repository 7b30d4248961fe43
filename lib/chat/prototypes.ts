import { CONFUSABLES } from "./confusables.ts";

/** By character, the text that looks the same and stands for all that do. */
export type Prototypes = ReadonlyMap<string, string>;

let known: Prototypes | undefined;

/**
 * Returns the prototypes of all characters that have one. The first call decodes the table, which
 * takes about a millisecond.
 */
export function prototypes(): Prototypes {
  return known ??= decodePrototypes(CONFUSABLES);
}

/**
 * Decodes a table of groups. A group is a prototype and the characters that look like it.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([...decodePrototypes("36+32:31 1t:pd")], [["m", "rn"], ["Α", "A"]]);
 * ```
 */
export function decodePrototypes(table: string): Prototypes {
  const decoded = new Map<string, string>();
  for (const group of table.trim().split(/\s+/)) {
    const [prototype, characters] = group.split(":") as [string, string];
    const text = prototype.split("+").map(decodeCharacter).join("");
    for (const character of characters.split(",")) decoded.set(decodeCharacter(character), text);
  }
  return decoded;
}

/** Encodes prototypes as a table for {@linkcode decodePrototypes}, with the groups in order. */
export function encodePrototypes(prototypes: Prototypes): string[] {
  const groups = Map.groupBy(prototypes.keys(), (character) => prototypes.get(character)!);
  return Array.from(groups, ([prototype, characters]) => {
    const text = Array.from(prototype, encodeCharacter).join("+");
    return `${text}:${characters.map(encodeCharacter).join(",")}`;
  });
}

function decodeCharacter(number: string): string {
  return String.fromCodePoint(Number.parseInt(number, 36));
}

function encodeCharacter(character: string): string {
  return character.codePointAt(0)!.toString(36);
}

/** By character, the text that looks the same and stands for all that do. */
export type Prototypes = ReadonlyMap<string, string>;

/**
 * Returns the text that stands for all characters that look like this one. A compatibility
 * character, such as a full-width letter, looks like what it stands for: tables have few of them.
 *
 * @param lookUp Returns the prototype of a character, if a table has one.
 */
export function findPrototype(
  character: string,
  lookUp: (character: string) => string | undefined,
): string {
  const prototype = lookUp(character) ?? character;
  if (prototype.length === 1 && prototype <= "\x7f") return prototype;
  return Array.from(prototype.normalize("NFKD"), (part) => lookUp(part) ?? part).join("");
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

/** Encodes prototypes as groups for {@linkcode decodePrototypes}. */
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

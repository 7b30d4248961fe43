/**
 * The lines of IRC: a command with parameters, perhaps behind tags and a source.
 *
 * @module
 */
import { cutText } from "../../framing/cut_text.ts";
import { encodeText } from "../../framing/encode_text.ts";
import { NO_TAGS, parseTags, type Tags } from "./tags.ts";

/** The longest line without its tags and its end, in bytes. */
export const MAX_LINE_BYTES = 510;

/** The longest tags of a client, in bytes, with the `@` and the space. */
export const MAX_TAGS_BYTES = 4096;

/** The maximum number of bytes in a UTF-16 code unit. */
const MAX_BYTES_PER_UNIT = 3;

const BEYOND_ASCII = /[^\0-\x7f]/;

/** A line that a client has sent. */
export interface Line {
  readonly tags: Tags;
  readonly source: string | undefined;
  /** In capitals. */
  readonly command: string;
  readonly params: readonly string[];
}

/**
 * Takes a line apart, given without its end. Returns `undefined` if it has no command.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const line = parseLine("@id=1 :ann!a@host  privmsg #tea :hi  there");
 * assert.deepEqual([line?.source, line?.command], ["ann!a@host", "PRIVMSG"]);
 * assert.deepEqual(line?.params, ["#tea", "hi  there"]);
 * assert.equal(line?.tags.get("id"), "1");
 * ```
 */
export function parseLine(text: string): Line | undefined {
  let rest = text.trimStart();
  let tags = NO_TAGS;
  let source: string | undefined;
  if (rest.startsWith("@")) {
    const [word, behind] = splitWord(rest);
    tags = parseTags(word.slice(1));
    rest = behind;
  }
  if (rest.startsWith(":")) {
    const [word, behind] = splitWord(rest);
    source = word.slice(1);
    rest = behind;
  }
  const [command, behind] = splitWord(rest);
  if (command === "") return undefined;
  return { tags, source, command: command.toUpperCase(), params: parseParams(behind) };
}

/** Splits a text at its first spaces. */
function splitWord(text: string): [word: string, rest: string] {
  const space = text.indexOf(" ");
  if (space < 0) return [text, ""];
  let end = space;
  while (text[end] === " ") end++;
  return [text.slice(0, space), text.slice(end)];
}

function parseParams(text: string): string[] {
  const params: string[] = [];
  for (let rest = text; rest !== "";) {
    if (rest.startsWith(":")) {
      params.push(rest.slice(1));
      break;
    }
    const [param, behind] = splitWord(rest);
    params.push(param);
    rest = behind;
  }
  return params;
}

/**
 * Returns a line without tags and end. It is cut at a character's boundary if it is too long.
 *
 * @param text The last parameter, which may hold anything but line breaks.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(formatLine("ann", "QUIT", [], "bye"), ":ann QUIT :bye");
 * assert.equal(formatLine("ann", "MODE", ["#tea", "+i"]), ":ann MODE #tea +i");
 * ```
 */
export function formatLine(
  source: string,
  command: string,
  params: readonly string[],
  text?: string,
): string {
  const head = [`:${source}`, command, ...params].join(" ");
  return fitLine(text === undefined ? head : `${head} :${withoutBreaks(text)}`);
}

/** Returns a line that is cut at a character's boundary if it is too long. */
export function fitLine(line: string): string {
  if (line.length * MAX_BYTES_PER_UNIT <= MAX_LINE_BYTES) return line;
  if (line.length <= MAX_LINE_BYTES && !BEYOND_ASCII.test(line)) return line;
  return cutText(line, MAX_LINE_BYTES);
}

/**
 * Returns a text in as many parts as it takes behind a line's head, each of them whole characters.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const parts = splitText("é".repeat(300), "PRIVMSG #tea :");
 * assert.deepEqual(parts.map((part) => part.length), [248, 52]);
 * ```
 */
export function splitText(text: string, head: string): string[] {
  const room = MAX_LINE_BYTES - encodeText(head).length;
  const parts: string[] = [];
  let rest = text;
  do {
    const part = rest.length * MAX_BYTES_PER_UNIT <= room ? rest : cutText(rest, room);
    parts.push(part);
    rest = rest.slice(part.length);
  } while (rest !== "");
  return parts;
}

/** Returns a text in which nothing ends a line. */
function withoutBreaks(text: string): string {
  return text.replace(/[\r\n\0]+/g, " ");
}

/**
 * Bytes as people can read them: as text in which nothing is invisible, and as hexadecimal digits
 * that show where messages and reads end.
 *
 * @module
 */
import { concat } from "../../../framing/bytes.ts";
import { safeText } from "../../../terminal/safe_text.ts";

/** Returns where messages end in a stream of bytes, in ascending order. */
export type MessageEnds = (bytes: Uint8Array) => number[];

/** How much of one message is shown as text, in characters. */
const MAX_TEXT_LENGTH = 300;

/** How much of one connection and direction is shown as digits, in bytes. */
const MAX_HEX_BYTES = 600;

/** Runs of a byte or a character that are at least so long are shown once, with their length. */
const MIN_RUN = 4;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Returns a message as text in quotes. Control characters are visible, and a run of one character
 * that could be padding is shown once, with its length.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const bytes = new TextEncoder().encode("hi\r\n" + " ".repeat(196));
 * assert.equal(visibleText(bytes), '"hi␍␊" + 196 spaces');
 * ```
 */
export function visibleText(bytes: Uint8Array): string {
  const text = decoder.decode(bytes);
  const [padding = ""] = /( {4,}|\0{4,}|\n{4,})$/.exec(text) ?? [];
  const body = text.slice(0, text.length - padding.length);
  const shown = body.length > MAX_TEXT_LENGTH
    ? `${quoted(body.slice(0, MAX_TEXT_LENGTH))} and ${
      body.length - MAX_TEXT_LENGTH
    } more characters`
    : quoted(body);
  if (padding === "") return shown;
  const name = { " ": "spaces", "\0": "zero bytes", "\n": "line ends" }[padding[0]!];
  return body === "" ? `${padding.length} ${name}` : `${shown} + ${padding.length} ${name}`;
}

function quoted(text: string): string {
  return `"${safeText(text).replaceAll("\n", "␊")}"`;
}

/**
 * Returns bytes as hexadecimal digits. ` ‖ ` stands where a message ends, ` | ` where a read or a
 * write ends inside a message, and `20×196` for a run of one byte.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const [hel, lo] = [[0x68, 0x65, 0x6c], [0x6c, 0x6f, 0x0a, 0x21]].map((part) => new Uint8Array(part));
 * const lineEnds = () => [6];
 * assert.equal(visibleHex([hel!, lo!], lineEnds), "68 65 6c | 6c 6f 0a ‖ 21");
 * ```
 */
export function visibleHex(parts: readonly Uint8Array[], messageEnds: MessageEnds): string {
  const all = concat(parts);
  const ends = new Set(messageEnds(all));
  const cuts = new Set<number>();
  let end = 0;
  for (const part of parts) cuts.add(end += part.length);
  const shown = Math.min(all.length, MAX_HEX_BYTES);
  let text = "";
  for (let at = 0; at < shown;) {
    let next = at + 1;
    while (next < shown && all[next] === all[at] && !ends.has(next) && !cuts.has(next)) next++;
    const digits = all[at]!.toString(16).padStart(2, "0");
    const run = next - at;
    text += run < MIN_RUN ? Array(run).fill(digits).join(" ") : `${digits}×${run}`;
    if (next < shown) text += ends.has(next) ? " ‖ " : cuts.has(next) ? " | " : " ";
    at = next;
  }
  return all.length > shown ? `${text} … and ${all.length - shown} more bytes` : text;
}

/** Returns where frames of `size` bytes end. */
export function frameEnds(size: number): MessageEnds {
  return ({ length }) =>
    Array.from({ length: Math.floor(length / size) }, (_, index) => (index + 1) * size);
}

/** Returns where lines end: behind each `\n`. */
export function lineEnds(bytes: Uint8Array): number[] {
  const ends: number[] = [];
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) ends.push(at + 1);
  return ends;
}

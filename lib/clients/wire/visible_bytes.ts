/** Length of the longest text that is shown in full, in bytes. */
const MAX_SHOWN_BYTES = 400;

/** Characters that cannot be seen, or that a terminal obeys. An ordinary space is neither. */
const INVISIBLE = /(?! )[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zs}\p{Zl}\p{Zp}"\\]/gu;

/** The escapes that programmers know by heart. */
const ESCAPES: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  '"': '\\"',
  "\\": "\\\\",
};

const strictDecoder = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/**
 * Shows bytes as quoted UTF-8 text on one line. Escapes make visible what the eye or a terminal would
 * not show: `\n`, `\x1b`, `\u{202e}`, and `\xff` for a byte that is not UTF-8.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(visibleBytes(new TextEncoder().encode("hi \r\n")), String.raw`"hi \r\n"`);
 * assert.equal(visibleBytes(Uint8Array.of(0x1b, 0x5b, 0xff)), String.raw`"\x1b[\xff"`);
 * ```
 *
 * @param length The number of all bytes, if `bytes` is only their beginning.
 */
export function visibleBytes(bytes: Uint8Array, length = bytes.length): string {
  const shown = bytes.subarray(0, shownLength(bytes));
  const rest = length - shown.length;
  return `"${visibleText(shown)}"${rest > 0 ? ` and ${rest} more bytes` : ""}`;
}

/** Returns how many bytes to show: as many as may be, without cutting a character. */
function shownLength(bytes: Uint8Array): number {
  if (bytes.length <= MAX_SHOWN_BYTES) return bytes.length;
  let end = MAX_SHOWN_BYTES;
  while (end > MAX_SHOWN_BYTES - 4 && (bytes[end]! & 0xc0) === 0x80) end--;
  return end;
}

function visibleText(bytes: Uint8Array): string {
  const whole = decoded(bytes);
  if (whole !== undefined) return escaped(whole);
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes[at]!);
    const character = decoded(bytes.subarray(at, at + length));
    text += character === undefined ? hex(bytes[at]!) : escaped(character);
    at += character === undefined ? 1 : length;
  }
  return text;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Returns the number of bytes of the UTF-8 character that starts with a byte. */
function characterLength(first: number): number {
  if (first < 0xc0) return 1;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** Escapes the characters of a text that cannot be seen. */
export function escaped(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const code = character.codePointAt(0)!;
    return ESCAPES[character] ?? (code < 0x80 ? hex(code) : `\\u{${code.toString(16)}}`);
  });
}

function hex(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}

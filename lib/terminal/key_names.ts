/**
 * The names of keys, from what terminals send for them. A name has its modifiers in a fixed order:
 * `ctrl+alt+shift+left`.
 *
 * @module
 */

/** A key that types `text`, or one with a name. */
export type Key = { readonly text: string } | { readonly name: string };

/** The final bytes of `CSI` and `SS3` sequences, by the key that they stand for. */
const FINALS: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  E: "begin",
  F: "end",
  H: "home",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
};

/** The keypad in application mode: `SS3` and one of these. */
const KEYPAD: Readonly<Record<string, Key>> = {
  M: { name: "enter" },
  I: { name: "tab" },
  X: { text: "=" },
  " ": { text: " " },
};

/** The numbers in `CSI number ~`. */
const NUMBERS: Readonly<Record<number, string>> = {
  1: "home",
  2: "insert",
  3: "delete",
  4: "end",
  5: "pageup",
  6: "pagedown",
  7: "home",
  8: "end",
};

/** Characters that are keys of their own, by code point. */
const CHARACTER_KEYS: Readonly<Record<number, string>> = {
  8: "backspace",
  9: "tab",
  10: "enter",
  13: "enter",
  27: "escape",
  127: "backspace",
};

/** The keypad in the keyboard protocol of kitty, from code point 57399 on. */
const PROTOCOL_KEYPAD = "0123456789./*-+";
const FIRST_PROTOCOL_KEYPAD = 57399;
const PROTOCOL_KEYS: Readonly<Record<number, string>> = {
  57414: "enter",
  57417: "left",
  57418: "right",
  57419: "up",
  57420: "down",
  57421: "pageup",
  57422: "pagedown",
  57423: "home",
  57424: "end",
  57425: "insert",
  57426: "delete",
};

/** Code points that the keyboard protocol uses for keys without a character. */
const isProtocolKey = (code: number) => code >= 57344 && code <= 63743;

const [SHIFT, ALT, CTRL] = [1, 2, 4];
/** Super, hyper and meta: keys with them belong to the window manager or the terminal. */
const OTHER_MODIFIERS = 8 | 16 | 32;
const RELEASED = 3;

/**
 * Returns the key of a C0 control character or DEL.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(controlKey(0x01), { name: "ctrl+a" });
 * deepEqual(controlKey(0x7f), { name: "backspace" });
 * ```
 */
export function controlKey(byte: number): { readonly name: string } {
  const name = CHARACTER_KEYS[byte];
  return { name: name ?? `ctrl+${String.fromCharCode(byte + 0x40).toLowerCase()}` };
}

/**
 * Returns the key of an `SS3` sequence; `undefined` if there is none.
 *
 * @param parameters The bytes between `ESC O` and `final`, which old terminals use for modifiers.
 */
export function ss3Key(parameters: string, final: string): Key | undefined {
  const keypad = KEYPAD[final];
  if (keypad !== undefined) return keypad;
  if (/[j-y]/.test(final)) return { text: String.fromCharCode(final.charCodeAt(0) - 0x40) };
  // Some terminals send Ctrl with an arrow as a small letter.
  if (/[a-d]/.test(final)) return { name: `ctrl+${FINALS[final.toUpperCase()]}` };
  const [last] = numbers(parameters.split(";").at(-1) ?? "");
  return named(FINALS[final], last || 1);
}

/**
 * Returns the key of a `CSI` sequence without a private prefix or intermediate bytes; `undefined` if
 * it is none, or the release of one.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(csiKey("1;5", "D"), { name: "ctrl+left" });
 * deepEqual(csiKey("27;2;13", "~"), { name: "shift+enter" });
 * deepEqual(csiKey("97;2", "u"), { text: "A" });
 * ```
 */
export function csiKey(parameters: string, final: string): Key | undefined {
  const [first = [], second = [], third = []] = parameters.split(";").map(numbers);
  const [number = 0] = first;
  const [modifiers = 1, event = 1] = second;
  if (event === RELEASED) return undefined;
  switch (final) {
    case "~":
      if (number === 27) return characterKey(third[0] ?? 0, modifiers);
      return named(NUMBERS[number] ?? functionKey(number), modifiers);
    case "^":
      return named(NUMBERS[number], CTRL + 1);
    case "u":
      return protocolKey(first, modifiers, third);
    case "Z":
      return { name: "shift+tab" };
    case "a":
    case "b":
    case "c":
    case "d":
      return { name: `shift+${FINALS[final.toUpperCase()]}` };
    default:
      return named(FINALS[final], modifiers);
  }
}

/** Returns a key of the keyboard protocol: `code:shifted:base ; modifiers:event ; text u`. */
function protocolKey(
  [code = 0, shifted = 0]: readonly number[],
  modifiers: number,
  text: readonly number[],
): Key | undefined {
  const keypad = PROTOCOL_KEYPAD[code - FIRST_PROTOCOL_KEYPAD];
  if (keypad !== undefined) return characterKey(keypad.charCodeAt(0), modifiers);
  if (isProtocolKey(code)) return named(PROTOCOL_KEYS[code], modifiers);
  const hasOwnText = text.some((each) => each >= 0x20) && ((modifiers - 1) & (ALT | CTRL)) === 0;
  if (hasOwnText) return { text: characters(text) };
  const isShifted = ((modifiers - 1) & SHIFT) !== 0;
  return characterKey(isShifted && shifted > 0 ? shifted : code, modifiers);
}

/** Returns the key that types a character, or its chord with Ctrl or Alt. */
function characterKey(code: number, modifiers: number): Key | undefined {
  const name = CHARACTER_KEYS[code];
  if (name !== undefined) return named(name, modifiers);
  if (code < 0x20 || isProtocolKey(code)) return undefined;
  const character = characters([code]);
  const bits = modifiers - 1;
  if ((bits & (CTRL | ALT | OTHER_MODIFIERS)) !== 0) return named(character, modifiers);
  const isShiftedLetter = (bits & SHIFT) !== 0 && character.toUpperCase().length === 1;
  return { text: isShiftedLetter ? character.toUpperCase() : character };
}

/** Returns a named key with its modifiers, which terminals send as the sum of their bits plus one. */
function named(name: string | undefined, modifiers: number): Key | undefined {
  const bits = modifiers - 1;
  if (name === undefined || (bits & OTHER_MODIFIERS) !== 0) return undefined;
  const chord = [
    bits & CTRL ? "ctrl+" : "",
    bits & ALT ? "alt+" : "",
    bits & SHIFT ? "shift+" : "",
  ];
  return { name: chord.join("") + name };
}

function functionKey(number: number): string | undefined {
  return number >= 11 && number <= 34 ? `f${number}` : undefined;
}

/** Returns the numbers between colons. An empty one is 0, or 1 where it is the only one. */
function numbers(parameter: string): number[] {
  return parameter === "" ? [] : parameter.split(":").map((digits) => Number.parseInt(digits) || 0);
}

function characters(codes: readonly number[]): string {
  return codes.filter((code) => code > 0 && code <= 0x10ffff)
    .map((code) => String.fromCodePoint(code)).join("").toWellFormed();
}

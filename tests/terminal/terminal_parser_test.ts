import { deepEqual, equal } from "node:assert/strict";
import { type TerminalEvent, TerminalParser } from "../../lib/terminal/terminal_parser.ts";
import { processorTime } from "../support/processor_time.ts";

const encoder = new TextEncoder();

/** Returns what the parser makes of `sent`: texts, names in brackets, and other events as JSON. */
function parsed(sent: string | Uint8Array, { pieces = 1, timeOut = false } = {}): string {
  const shown: string[] = [];
  const parser = new TerminalParser((event) => shown.push(display(event)));
  const bytes = typeof sent === "string" ? encoder.encode(sent) : sent;
  const size = Math.ceil(bytes.length / pieces);
  for (let at = 0; at < bytes.length; at += size) {
    parser.push(bytes.subarray(at, at + size));
    if (timeOut) parser.timeOut();
  }
  return shown.join("");
}

function display(event: TerminalEvent): string {
  if (event.type === "paste") return `<paste ${JSON.stringify(event.text)}>`;
  if (event.type === "version") return `<version ${event.name}>`;
  if (event.type === "position") return `<position ${event.row},${event.column}>`;
  return "text" in event ? event.text : `<${event.name}>`;
}

const KEYS: Readonly<Record<string, string>> = {
  "\x01": "ctrl+a",
  "\x00": "ctrl+@",
  "\x1d": "ctrl+]",
  "\x1f": "ctrl+_",
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\b": "backspace",
  "\x7f": "backspace",
  "\x1b[A": "up",
  "\x1bOA": "up",
  "\x1b[1;5D": "ctrl+left",
  "\x1bOd": "ctrl+left",
  "\x1b[1;3C": "alt+right",
  "\x1b\x1b[C": "alt+right",
  "\x1b[1;2A": "shift+up",
  "\x1b[a": "shift+up",
  "\x1b[H": "home",
  "\x1b[1~": "home",
  "\x1b[7~": "home",
  "\x1bOH": "home",
  "\x1b[F": "end",
  "\x1b[4~": "end",
  "\x1b[3~": "delete",
  "\x1b[3;5~": "ctrl+delete",
  "\x1b[3^": "ctrl+delete",
  "\x1b[5~": "pageup",
  "\x1b[15~": "f15",
  "\x1bOP": "f1",
  "\x1b[Z": "shift+tab",
  "\x1bOM": "enter",
  "\x1bb": "alt+b",
  "\x1b.": "alt+.",
  "\x1b\x7f": "alt+backspace",
  "\x1b\r": "alt+enter",
  // modifyOtherKeys of xterm.
  "\x1b[27;2;13~": "shift+enter",
  "\x1b[27;5;13~": "ctrl+enter",
  "\x1b[27;6;65~": "ctrl+shift+A",
  "\x1b[27;5;105~": "ctrl+i",
  // The keyboard protocol of kitty.
  "\x1b[13;2u": "shift+enter",
  "\x1b[13u": "enter",
  "\x1b[27u": "escape",
  "\x1b[97;5u": "ctrl+a",
  "\x1b[98;3u": "alt+b",
  "\x1b[99;5:1u": "ctrl+c",
  "\x1b[99;69u": "ctrl+c",
  "\x1b[127;5u": "ctrl+backspace",
  "\x1b[1;1:2A": "up",
  "\x1b[57419u": "up",
  "\x1b[57414u": "enter",
};

Deno.test("TerminalParser knows the keys of the terminals in use, in one piece and byte for byte", () => {
  for (const [sequence, name] of Object.entries(KEYS)) {
    for (const pieces of [1, 2, sequence.length]) {
      equal(parsed(`a${sequence}b`, { pieces }), `a<${name}>b`, JSON.stringify(sequence));
    }
  }
});

const TEXTS: Readonly<Record<string, string>> = {
  "\x1b[97u": "a",
  "\x1b[97;2u": "A",
  "\x1b[49:33;2u": "!",
  "\x1b[97;2;65u": "A",
  "\x1b[228u": "ä",
  "\x1b[57400u": "1",
  "\x1b[27;2;65~": "A",
  "\x1bOq": "1",
  "\x1bOk": "+",
};

Deno.test("TerminalParser knows text that a keyboard protocol or the keypad sends as sequences", () => {
  for (const [sequence, text] of Object.entries(TEXTS)) {
    equal(parsed(`a${sequence}b`), `a${text}b`, JSON.stringify(sequence));
  }
});

const SWALLOWED = [
  ["a report of the mouse", "\x1b[<0;10;20M"],
  ["a release of the mouse", "\x1b[<0;10;20m"],
  ["a report of an old mouse", "\x1b[M !~"],
  ["a report of a mouse of urxvt", "\x1b[32;10;20M"],
  ["a background colour", "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\"],
  ["a background colour with BEL", "\x1b]11;rgb:1e1e/1e1e/1e1e\x07"],
  ["a clipboard", "\x1b]52;c;aGVsbG8=\x07"],
  ["a setting", "\x1bP1$r0m\x1b\\"],
  ["a control string with line breaks", "\x1bPa\r\nb\tc\x1b\\"],
  ["an application's string", "\x1b_Gi=31;OK\x1b\\"],
  ["a privacy message", "\x1b^text\x1b\\"],
  ["a start of string", "\x1bXtext\x1b\\"],
  ["a string that is given up", "\x1b]0;abc\x18"],
  ["device attributes", "\x1b[?62;22c"],
  ["secondary device attributes", "\x1b[>0;276;0c"],
  ["a mode", "\x1b[?2026;2$y"],
  ["focus", "\x1b[I"],
  ["the loss of focus", "\x1b[O"],
  ["the size of the window", "\x1b[8;24;80t"],
  ["flags of the keyboard protocol", "\x1b[?1u"],
  ["a release of a key", "\x1b[97;1:3u"],
  ["a release of an arrow", "\x1b[1;1:3A"],
  ["a key of the window manager", "\x1b[97;9u"],
  ["Caps Lock", "\x1b[57358u"],
  ["an unknown final byte", "\x1b[1;2;3x"],
  ["intermediate bytes", "\x1b[1 !p"],
  ["endless parameters", `\x1b[${"1;".repeat(5000)}A`],
  ["a colour scheme", "\x1b[?997;1n"],
  ["the end of a paste that has not begun", "\x1b[201~"],
  ["Alt with a letter beyond ASCII", "\x1bé"],
] as const;

Deno.test("TerminalParser swallows every other sequence whole, in any pieces", () => {
  for (const [name, sequence] of SWALLOWED) {
    for (const pieces of [1, 2, 3, sequence.length]) {
      equal(parsed(`a${sequence}b`, { pieces }), "ab", `${name} in ${pieces} pieces`);
    }
  }
});

Deno.test("TerminalParser knows the function keys of the Linux console as one sequence", () => {
  for (const letter of "ABCDE") equal(parsed(`a\x1b[[${letter}b`), "ab");
});

Deno.test("TerminalParser swallows reports that come slowly, even when Escape was taken for a key", () => {
  for (const [, sequence] of SWALLOWED.filter(([, each]) => /^.\[[\d<?>]/.test(each))) {
    const left = parsed(`a${sequence}b`, { pieces: sequence.length, timeOut: true });
    equal(left, "a<escape>b", JSON.stringify(sequence));
  }
  equal(parsed("\x1b[A", { pieces: 3, timeOut: true }), "<escape><up>");
});

Deno.test("TerminalParser takes a lone Escape for a key only after a while", () => {
  const events: string[] = [];
  const parser = new TerminalParser((event) => events.push(display(event)));
  parser.push(encoder.encode("\x1b"));
  equal(parser.pending, "escape");
  deepEqual(events, []);
  parser.timeOut();
  equal(parser.pending, "nothing");
  parser.push(encoder.encode("b\x1b"));
  parser.timeOut();
  parser.push(encoder.encode("\x1b"));
  parser.timeOut();
  deepEqual(events, ["<escape>", "b", "<escape>", "<escape>"]);
});

Deno.test("TerminalParser takes Alt with a key that starts sequences for that key after a while", () => {
  for (const key of ["]", "P", "O", "_", "^", "X", "["]) {
    equal(parsed(`\x1b${key}`, { timeOut: true }), `<alt+${key}>`);
  }
});

Deno.test("TerminalParser lets the user out of a string without an end with Ctrl+C and Ctrl+D", () => {
  equal(parsed("\x1b]hello\r\x03a"), "<ctrl+c>a");
  equal(parsed("\x1bPhello\x04"), "<ctrl+d>");
});

Deno.test("TerminalParser goes on with the next sequence where one is cut off", () => {
  equal(parsed("\x1b[1;5\x1b[A"), "<up>");
  equal(parsed("\x1b[1;5\r"), "<enter>");
  equal(parsed("\x1b]11;rgb\x1b[A"), "<up>");
  equal(parsed("\x1b[1é"), "é");
});

Deno.test("TerminalParser reports the cursor's position", () => {
  equal(parsed("a\x1b[12;34Rb"), "a<position 12,34>b");
});

Deno.test("TerminalParser reports the terminal's name", () => {
  for (const pieces of [1, 3, 18]) {
    equal(parsed("a\x1bP>|tmux 3.3a\x1b\\b", { pieces }), "a<version tmux 3.3a>b");
  }
});

Deno.test("TerminalParser keeps a pasted text in one piece, with its line breaks and sequences", () => {
  const sent = "a\x1b[200~one\rtwo\r\nthree\n\t\x1b[A\x1b[20\x1b[201~b";
  for (const pieces of [1, 2, 5, sent.length]) {
    equal(parsed(sent, { pieces }), 'a<paste "one\\ntwo\\nthree\\n\\t\\u001b[A\\u001b[20">b');
  }
});

Deno.test("TerminalParser ends a pasted text without an end after a while", () => {
  const events: string[] = [];
  const parser = new TerminalParser((event) => events.push(display(event)));
  parser.push(encoder.encode("\x1b[200~lost\x1b[2"));
  equal(parser.pending, "paste");
  parser.timeOut();
  parser.push(encoder.encode("x"));
  deepEqual(events, ['<paste "lost\\u001b[2">', "x"]);
});

Deno.test("TerminalParser decodes characters that come in pieces, and marks those that are broken", () => {
  for (const pieces of [1, 2, 7]) equal(parsed("é日👩‍🚀", { pieces }), "é日👩‍🚀");
  equal(parsed(Uint8Array.of(0xc3, 0x1b, 0x5b, 0x41)), "\ufffd<up>");
  equal(parsed("\ufeffa"), "\ufeffa");
});

Deno.test("TerminalParser takes megabytes in a moment and keeps a bounded part", () => {
  const mebibyte = "x".repeat(2 ** 20);
  const cases = [
    [`\x1b[200~${mebibyte}\x1b[201~`, 2 ** 20],
    [`\x1b[200~${mebibyte.repeat(6)}\x1b[201~`, 4 * 2 ** 20],
    [`\x1b[200~${"\x1b".repeat(2 ** 20)}\x1b[201~`, 2 ** 20],
    [`\x1b]0;${mebibyte.repeat(4)}`, 0],
    [`\x1b[${"1".repeat(2 ** 20)}A`, 0],
    [mebibyte, 2 ** 20],
  ] as const;
  for (const [sent, length] of cases) {
    let got = 0;
    const parser = new TerminalParser((event) => got += "text" in event ? event.text.length : 0);
    const elapsedMs = processorTime(() => parser.push(encoder.encode(sent)));
    equal(got, length);
    equal(elapsedMs < 2000, true, `${sent.slice(0, 10)} took ${elapsedMs} ms`);
  }
});

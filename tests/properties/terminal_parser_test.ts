import assert from "node:assert/strict";
import fc from "fast-check";
import { type TerminalEvent, TerminalParser } from "../../lib/terminal/terminal_parser.ts";
import { holds } from "./holds.ts";

/** Something that a terminal sends, and what is to become of it. */
interface Sent {
  readonly sequence: string;
  readonly text: string;
}

const printable = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 })
  // deno-lint-ignore no-control-regex
  .filter((text) => !/[\x00-\x1f\x7f]/.test(text) && text.isWellFormed());
const text = printable.map((text): Sent => ({ sequence: text, text }));

const KEYS = { "\x1b[A": "up", "\x01": "ctrl+a", "\x1b[1;5D": "ctrl+left", "\x1bOH": "home" };
const key = fc.constantFrom(...Object.entries(KEYS))
  .map(([sequence, name]): Sent => ({ sequence, text: `<${name}>` }));

const bytesFrom = (first: number, last: number, maxLength = 12) =>
  fc.array(fc.integer({ min: first, max: last }), { maxLength })
    .map((codes) => String.fromCharCode(...codes));

/** Reports: sequences with a private prefix, which no key has. */
const report = fc.tuple(
  fc.constantFrom("?", ">", "<", "="),
  bytesFrom(0x30, 0x3b),
  bytesFrom(0x20, 0x2f, 3),
  fc.integer({ min: 0x40, max: 0x7e }).map((code) => String.fromCharCode(code)),
).map((parts) => `\x1b[${parts.join("")}`);
const mouse = bytesFrom(0x20, 0x7e).filter((bytes) => bytes.length === 3)
  .map((bytes) => `\x1b[M${bytes}`);
const string = fc.tuple(
  fc.constantFrom("]", "P", "_", "^", "X"),
  fc.oneof(printable, bytesFrom(0x08, 0x0d)),
  fc.constantFrom("\x1b\\", "\x07"),
).map(([start, body, end]) => `\x1b${start}${body}${end}`);
const swallowed = fc.oneof(report, mouse, string).map((sequence): Sent => ({ sequence, text: "" }));

const paste = fc.string({ unit: "grapheme", maxLength: 20 })
  .filter((text) => text.isWellFormed() && !text.includes("\r") && !text.includes("\x1b"))
  .map((text): Sent => ({
    sequence: `\x1b[200~${text.replaceAll("\n", "\r")}\x1b[201~`,
    text: text === "" ? "" : `<paste ${text}>`,
  }));

function display(event: TerminalEvent): string {
  if (event.type === "paste") return `<paste ${event.text}>`;
  if (event.type === "position" || event.type === "version") return "";
  return "text" in event ? event.text : `<${event.name}>`;
}

holds(
  "wherever a line cuts what a terminal sends, TerminalParser makes the same text and keys of it",
  fc.property(
    fc.array(fc.oneof(text, key, swallowed, paste), { maxLength: 12 }),
    fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
    (sent, sizes) => {
      const bytes = new TextEncoder().encode(sent.map(({ sequence }) => sequence).join(""));
      let got = "";
      const parser = new TerminalParser((event) => got += display(event));
      for (let at = 0, index = 0; at < bytes.length; index++) {
        const size = sizes[index % sizes.length]!;
        parser.push(bytes.subarray(at, at + size));
        at += size;
      }
      assert.equal(got, sent.map(({ text }) => text).join(""));
    },
  ),
);

holds(
  "whatever a terminal sends, TerminalParser makes well-formed text without control characters of it",
  fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    const parser = new TerminalParser((event) => {
      if (event.type !== "key" || !("text" in event)) return;
      assert(event.text.isWellFormed());
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(event.text, /[\x00-\x1f\x7f]/);
    });
    parser.push(bytes);
    parser.timeOut();
  }),
);

import assert from "node:assert/strict";
import fc from "fast-check";
import { fitLine, formatLine, parseLine, splitText } from "../../../lib/dialects/irc/line.ts";
import { parsePlain } from "../../../lib/dialects/irc/sasl.ts";
import { formatTags, parseTags } from "../../../lib/dialects/irc/tags.ts";

const LINES: readonly (readonly [line: string, command: string, params: string[]])[] = [
  ["PING", "PING", []],
  ["ping  a   b ", "PING", ["a", "b"]],
  ["PING :", "PING", [""]],
  ["PING a :b c", "PING", ["a", "b c"]],
  ["PING a::b", "PING", ["a::b"]],
  ["PING a : b ", "PING", ["a", " b "]],
  [":source PING :a", "PING", ["a"]],
  ["@a=b :source PING a", "PING", ["a"]],
  ["  PING a", "PING", ["a"]],
  ["@a=b PING", "PING", []],
];

Deno.test("a line is taken apart as the specifications say", () => {
  for (const [line, command, params] of LINES) {
    const parsed = parseLine(line);
    assert.deepEqual([parsed?.command, parsed?.params], [command, params], line);
  }
  for (const line of ["", "  ", ":source", "@a=b", "@a=b :source "]) {
    assert.equal(parseLine(line), undefined, line);
  }
});

const word = fc.stringMatching(/^[^ \r\n\0:][^ \r\n\0]{0,20}$/);
const text = fc.string({ unit: "grapheme", maxLength: 100 }).map((it) =>
  it.replace(/[\r\n\0]/g, "")
);

Deno.test("a line that is made is taken apart into the same parts", () => {
  fc.assert(fc.property(word, fc.array(word, { maxLength: 5 }), text, (source, params, last) => {
    const parsed = parseLine(formatLine(source, "TEST", params, last));
    assert.deepEqual([parsed?.source, parsed?.params], [source, [...params, last]]);
  }));
});

Deno.test("tags are the same after a way over the wire", () => {
  const tag = fc.tuple(fc.stringMatching(/^\+?[a-z][a-z-]{0,9}$/), fc.string({ unit: "grapheme" }));
  fc.assert(fc.property(fc.array(tag), (tags) => {
    const text = formatTags(new Map(tags)).slice(1, -1);
    assert.deepEqual([...parseTags(text)], [...new Map(tags)]);
    assert.doesNotMatch(text, /[ \r\n]/);
  }));
});

Deno.test("no line is too long, and no character is cut in two", () => {
  const long = fc.string({ unit: "grapheme", maxLength: 1000 });
  fc.assert(fc.property(long, (line) => {
    const fitting = fitLine(line);
    assert(new TextEncoder().encode(fitting).length <= 510);
    assert(line.startsWith(fitting) && fitting.isWellFormed());
  }));
  fc.assert(fc.property(long, (text) => {
    const parts = splitText(text, "PRIVMSG #tea :");
    assert.equal(parts.join(""), text);
    for (const part of parts) assert(new TextEncoder().encode(part).length <= 510 - 14);
  }));
});

Deno.test("any line, any tags and any proof are read without an error", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
    parseLine(text);
    parseTags(text);
    parsePlain(text);
  }));
});

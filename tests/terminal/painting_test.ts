import { equal } from "node:assert/strict";
import { layOut } from "../../lib/terminal/layout.ts";
import { draw, erase, moveBelow, update } from "../../lib/terminal/painting.ts";

function at(text: string, cursor = text.length, columns = 10) {
  return layOut({ prompt: "> ", text, cursor, columns, rows: 24 });
}

Deno.test("draw writes the rows and moves the cursor to its place", () => {
  equal(draw(at("abc")), "> abc");
  equal(draw(at("abc", 1)), "> abc\r\x1b[3C");
  equal(draw(at("abcdefgh")), "> abcdefgh\r\n");
  equal(draw(at("abcdefghij", 0)), "> abcdefgh\r\nij\r\x1b[1A\x1b[2C");
});

Deno.test("erase clears the rows of the line and no others", () => {
  equal(erase(at("abc"), 10), "\r    \r\x1b[J");
  equal(erase(at("abcdefghij"), 10), "\r    \r\x1b[1A\x1b[J");
  equal(erase(at("abcdefghij", 0), 10), "\r    \r\x1b[J");
});

Deno.test("erase counts the rows that a narrower terminal has re-wrapped", () => {
  equal(erase(at("abcdef"), 6), "\r    \r\x1b[1A\x1b[J");
  equal(erase(at("abcdefghij"), 5), "\r    \r\x1b[2A\x1b[J");
  equal(erase(at("abcdefghij"), 20), "\r    \r\x1b[1A\x1b[J");
  // A cursor behind an exactly full row stays in that row; one on a character moves with it.
  equal(erase(at("abcd"), 6), "\r    \r\x1b[J");
  equal(erase(at("abcdefg", 4), 6), "\r    \r\x1b[1A\x1b[J");
  // A row of five columns holds two wide characters.
  equal(erase(at("日本語", 4, 20), 5), "\r    \r\x1b[1A\x1b[J");
});

Deno.test("erase writes no more spaces than a very narrow terminal has columns", () => {
  equal(erase(at("", 0, 3), 3), "\r   \r\x1b[J");
});

Deno.test("update only adds the characters typed at the end of the line", () => {
  equal(update(at("ab"), at("abc")), "c");
  equal(update(at("ab"), at("ab日")), "日");
  equal(update(at("e"), at("e\u0301")), "\u0301");
  equal(update(at("abcdefg"), at("abcdefgh")), "h\r\n");
  equal(update(at("abcdefg"), at("abcdefg日")), "\r\n日");
});

Deno.test("update writes nothing if nothing changed", () => {
  equal(update(at("ab", 1), at("ab", 1)), "");
});

Deno.test("update only moves the cursor if nothing else changed", () => {
  equal(update(at("abc"), at("abc", 0)), "\r\x1b[2C");
  equal(update(at("abcdefghij"), at("abcdefghij", 0)), "\r\x1b[1A\x1b[2C");
  equal(update(at("abcdefghij", 0), at("abcdefghij", 8)), "\r\x1b[1B");
});

Deno.test("update redraws the line if something before its end changed", () => {
  equal(update(at("abc"), at("ab")), "\r    \r\x1b[J> ab");
  equal(update(at("ab", 0), at("abc", 0)), "\r    \r\x1b[J> abc\r\x1b[2C");
  equal(update(at("ab"), at("abc", 3, 20)), "\r    \r\x1b[J> abc");
});

Deno.test("moveBelow moves to the start of the row below the last one", () => {
  equal(moveBelow(at("abc")), "\r\n");
  equal(moveBelow(at("abcdefghij", 0)), "\r\x1b[1B\x1b[2C\r\n");
});

import { equal } from "node:assert/strict";
import { layOut } from "../../lib/terminal/layout.ts";
import { draw, erase, moveBelow, update } from "../../lib/terminal/painting.ts";

function at(text: string, cursor = text.length, columns = 10) {
  return layOut({ prompt: "> ", text, cursor, columns, rows: 24 });
}

Deno.test("draw writes the rows and moves the cursor to its place", () => {
  equal(draw(at("abc")), "> abc");
  equal(draw(at("abc", 1)), "> abc\r\x1b[3C");
  // The terminal wraps, so that it can re-wrap; a blank makes it begin an empty row.
  equal(draw(at("abcdefgh")), "> abcdefgh \r");
  equal(draw(at("abcdefghij", 0)), "> abcdefghij\r\x1b[1A\x1b[2C");
});

Deno.test("erase clears the rows of the line and no others", () => {
  equal(erase(0, 10), "\r    \r\x1b[J");
  equal(erase(1, 10), "\r    \r\x1b[1A\x1b[J");
});

Deno.test("painting writes the text before the cursor again if terminals disagree on its width", () => {
  equal(draw(at("a👩‍🚀b", 6)), "> a👩‍🚀b\r> a👩‍🚀");
  equal(update(at("a👩‍🚀b"), at("a👩‍🚀b", 1)), "\r\x1b[3C");
  equal(draw(at("🇩🇪🇩🇪🇩🇪", 0)), "> 🇩🇪🇩🇪\r\n🇩🇪\r\x1b[1A\x1b[2C");
});

Deno.test("erase writes no more spaces than a very narrow terminal has columns", () => {
  equal(erase(0, 3), "\r   \r\x1b[J");
});

Deno.test("update only adds the characters typed at the end of the line", () => {
  equal(update(at("ab"), at("abc")), "c");
  equal(update(at("ab"), at("ab日")), "日");
  equal(update(at("e"), at("e\u0301")), "\u0301");
  equal(update(at("abcdefg"), at("abcdefgh")), "h \r");
  equal(update(at("abcdefgh"), at("abcdefghi")), "i");
  equal(update(at("abcdefg"), at("abcdefg日")), "日");
  equal(update(at("🇩🇪🇩🇪"), at("🇩🇪🇩🇪🇩🇪")), "🇩🇪");
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
});

Deno.test("moveBelow moves to the start of the row below the last one", () => {
  equal(moveBelow(at("abc")), "\r\n");
  equal(moveBelow(at("abcdefghij", 0)), "\x1b[1B\r\n");
});

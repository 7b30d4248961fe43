import { deepEqual, equal, ok } from "node:assert/strict";
import { rgbOf } from "../../docs/pictures/colour.ts";
import { colourName, NAME_COLOURS } from "../../lib/terminal/name_colour.ts";
import { shownText } from "../../lib/terminal/shown_text.ts";

const COLOURS = { times: false, colours: true };
const TIMES = { times: true, colours: false };

Deno.test("shownText colours the name only at its offset", () => {
  const text = shownText("[bob] bob says [bob] ho\n[bob] again", { name: "bob", at: 1 }, COLOURS);
  equal(text, `[${colourName("bob")}] bob says [bob] ho\n[${colourName("bob")}] again`);
});

Deno.test("shownText colours nothing if the name is not at its offset", () => {
  equal(shownText("hello", { name: "bob", at: 1 }, COLOURS), "hello");
  equal(shownText("hello", { name: "", at: 0 }, COLOURS), "hello");
});

Deno.test("shownText makes names and texts safe before it adds colours", () => {
  const evil = "\x1b[2J\u202e";
  const text = shownText(`[${evil}] ${evil}`, { name: evil, at: 1 }, COLOURS);
  equal(text, `[${colourName("␛[2J<U+202E>")}] ␛[2J<U+202E>`);
});

Deno.test("shownText puts the time before each line from another user, midnight as 00:00", () => {
  const midnight = new Date(2026, 10, 21, 0, 0);
  const text = shownText("[bob] hi\n[bob] ho", { name: "bob", at: 1 }, TIMES, midnight);
  equal(text, "00:00 [bob] hi\n00:00 [bob] ho");
  equal(shownText("2 users: a, b", undefined, TIMES, midnight), "2 users: a, b");
});

Deno.test("the colours of names have a contrast of at least 3 on dark and on light backgrounds", () => {
  // Black and white; the themes of GitHub, VS Code and Ubuntu; both themes of Solarized.
  const backgrounds = ["000000", "ffffff", "0d1117", "1e1e1e", "300a24", "002b36", "fdf6e3"];
  for (const colour of NAME_COLOURS) {
    for (const background of backgrounds) {
      const rgb = background.match(/../g)!.map((byte) => parseInt(byte, 16));
      const [dark, light] = [luminance(rgb), luminance(rgbOf(colour))].sort((a, b) => a - b);
      ok((light! + 0.05) / (dark! + 0.05) >= 3, `${colour} on ${background}`);
    }
  }
});

Deno.test("names use all colours, and a name always has the same one", () => {
  const names = Array.from({ length: 200 }, (_, number) => `user${number}`);
  const colours = names.map((name) => colourName(name).split("m")[0]);
  equal(new Set(colours).size, NAME_COLOURS.length);
  deepEqual(names.map((name) => colourName(name).split("m")[0]), colours);
  equal(new Set(colours.slice(1, 5)).size, 4, "names that differ in a digit look the same");
});

/** Returns the relative luminance as WCAG defines it. */
function luminance(rgb: readonly number[]): number {
  const [red, green, blue] = rgb.map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

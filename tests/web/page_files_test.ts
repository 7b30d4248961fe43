import assert from "node:assert/strict";
import { FILES } from "../../lib/web/files.ts";

const FOLDER = "lib/web/page";

/** What the whole page may weigh, in bytes. */
const MAX_BYTES = 64_000;

/** The contrast that WCAG 2 asks of small text. */
const MIN_CONTRAST = 4.5;

const text = (path: string) => new TextDecoder().decode(FILES.get(path)!.body);

Deno.test("the page with all its files is light", () => {
  const total = Array.from(FILES.values()).reduce((sum, { body }) => sum + body.length, 0);
  assert.ok(total < MAX_BYTES, `${total} bytes`);
});

Deno.test("the server has every file that the page loads, and no other", () => {
  const found = new Set(["/"]);
  for (const path of found) {
    const links = text(path).matchAll(/(?:from|src=|href=|=>|\?\?) ?"(?:\.\/)?([\w-]+\.\w+)"/g);
    for (const [, name] of links) found.add(`/${name}`);
  }
  assert.deepEqual([...found].sort(), [...FILES.keys()].sort());
  const inFolder = Array.from(Deno.readDirSync(FOLDER), ({ name }) => name)
    .filter((name) => !["deno.json", "types.d.ts"].includes(name));
  assert.equal(inFolder.length, FILES.size);
});

Deno.test("the page has no scripts or styles in its markup, and loads nothing from elsewhere", () => {
  const page = text("/");
  assert.doesNotMatch(page, /<style|\sstyle=|\son\w+=|<script(?![^>]* src=)/);
  for (const path of FILES.keys()) {
    assert.doesNotMatch(
      text(path),
      /(src|href)="(https?:)?\/\/|@import|url\(|innerHTML|insertAdjacent/,
    );
  }
});

Deno.test("every colour of text stands out from every background, in the light and in the dark", () => {
  const [light = "", dark = ""] = text("/style.css").split("prefers-color-scheme: dark");
  for (const scheme of [light, dark]) {
    const colours = new Map(
      Array.from(scheme.matchAll(/--([\w-]+): (#\w+);/g), ([, name = "", hex = ""]) => [name, hex]),
    );
    const of = (name: string) => colours.get(name)!;
    const texts = [...colours.keys()].filter((name) => /^(text|quiet|accent|bad|name-)/.test(name));
    assert.ok(texts.length >= 11);
    for (const background of ["page", "side", "mark"]) {
      for (const name of texts) {
        const contrast = contrastOf(of(name), of(background));
        assert.ok(contrast >= MIN_CONTRAST, `${name} on ${background}: ${contrast}`);
      }
    }
    assert.ok(contrastOf(of("on-accent"), of("accent")) >= MIN_CONTRAST);
  }
});

/** Returns the contrast of two colours by WCAG 2. */
function contrastOf(one: string, other: string): number {
  const [bright = 0, dim = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dim + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = hex.match(hex.length === 4 ? /\w/g : /\w\w/g)!
    .map((part) => parseInt(part.padEnd(2, part), 16) / 255)
    .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

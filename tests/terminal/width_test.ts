import assert from "node:assert/strict";
import stringWidth from "string-width";
import { widthOf } from "../../lib/terminal/width.ts";

Deno.test("widthOf agrees with string-width on every code point", () => {
  const differences: string[] = [];
  for (let code = 0x20; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    if (!/[\p{Assigned}--\p{Surrogate}--\p{Private_Use}]/v.test(character)) continue;
    const [ours, theirs] = [widthOf(character), stringWidth(character)];
    if (ours !== theirs) differences.push(`U+${code.toString(16)}: ${ours}, not ${theirs}`);
  }
  assert.deepEqual(differences.slice(0, 20), []);
});

Deno.test("widthOf agrees with string-width on graphemes of several code points", () => {
  for (const grapheme of ["e\u0301", "👩‍🚀", "👍🏽", "🇩🇪", "❤️", "1️⃣", "ᄒ\u1161\u11ab", "ก็", "कि"]) {
    assert.equal(widthOf(grapheme), stringWidth(grapheme), grapheme);
  }
});

import assert from "node:assert/strict";
import {
  hasInvisible,
  revealInvisible,
  visibleName,
  withoutBrackets,
} from "../../lib/chat/name.ts";
import { keyOf } from "../../lib/chat/user.ts";
import { HONEST_NAMES } from "./honest_names.ts";

const VISIBLE = ["bob", "a[b]c", "x\u0308y", "l1am", ...Object.values(HONEST_NAMES).flat()];

/** By kind, characters that nobody can see, or tell from others. */
const INVISIBLE: Record<string, readonly string[]> = {
  "zero-width characters": [..."\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e"],
  "direction marks": [..."\u200e\u200f\u061c\u202a\u202e\u2066\u2069"],
  "Hangul fillers": [..."\u115f\u1160\u3164\uffa0"],
  "blanks": [..."\u2800\u{1d159}\u{13441}\u{13442}\u{16fe4}\ufffc"],
  "variation selectors": [..."\ufe00\ufe0e\ufe0f\u{e0100}\u180b"],
  "controls of notations": [..."\u{1d173}\u{1d17a}\u{13430}\u{1343f}\u{1bca0}"],
  "annotations": [..."\ufff9\ufffa\ufffb"],
  "tags": [..."\u{e0001}\u{e0041}\u{e007f}"],
  "invisible operators": [..."\u2061\u2064\u206a\u206f"],
  "joiners of single scripts": [..."\u1039\u17d2\u{1107f}\u{11a47}\u2d7f"].map((it) => `${it}_`),
  "vowels that are never drawn": [..."\u17b4\u17b5"],
  "private use": [..."\ue000\uf8ff\u{f0000}\u{10fffd}"],
  "unassigned": [..."\u0378\u{e0080}\u{e01f0}\u{3fffd}"],
  "noncharacters": [..."\ufdd0\ufffe\uffff\u{1fffe}\u{10ffff}"],
  "half surrogate pairs": ["\ud800", "\udfff"],
};

/** Names with invisible characters, without those, and with those spelled out. */
const HIDING: [name: string, visible: string, revealed: string][] = [
  ["bo\u200bb", "bob", "bo<U+200B>b"],
  ["bo\u200db", "bob", "bo<U+200D>b"],
  ["1\ufe0f", "1", "1<U+FE0F>"],
  ["👩‍🚀\u200d", "👩‍🚀", "👩‍🚀<U+200D>"],
  ["👩\u200dx", "👩x", "👩<U+200D>x"],
  ["\u{e0062}bob", "bob", "<U+E0062>bob"],
  ["\u3164", "", "<U+3164>"],
  ["\u2800", "", "<U+2800>"],
  ["\u0301\u0302bob", "bob", "◌\u0301\u0302bob"],
];

Deno.test("names of any script, and emoji of several characters, are visible", () => {
  for (const name of VISIBLE) {
    assert.equal(hasInvisible(name), false, name);
    assert.equal(visibleName(name), name);
    assert.equal(revealInvisible(name), name);
  }
});

for (const [kind, characters] of Object.entries(INVISIBLE)) {
  Deno.test(`names with ${kind} count as invisible, wherever they are`, () => {
    for (const character of characters) {
      for (const name of [`${character}bob`, `bo${character}b`, `bob${character}`, character]) {
        assert.equal(hasInvisible(name), true, JSON.stringify(name));
        assert.equal(hasInvisible(visibleName(name)), false, JSON.stringify(name));
        assert.match(revealInvisible(name), /<U\+[0-9A-F]{4,6}>|◌/);
      }
    }
  });
}

Deno.test("a name may hold a future emoji, for which Unicode has reserved a place", () => {
  const codes = Array.from({ length: 0x100 }, (_, at) => String.fromCodePoint(0x1fa00 + at));
  const reserved = codes.filter((it) => /(?=\p{Unassigned})\p{Extended_Pictographic}/u.test(it));
  assert(reserved.length > 0);
  for (const emoji of reserved) assert.equal(hasInvisible(emoji), false, emoji);
});

Deno.test("invisible characters in a name are found, removed and revealed", () => {
  for (const [name, visible, revealed] of HIDING) {
    assert.equal(hasInvisible(name), true, revealed);
    assert.equal(visibleName(name), visible);
    assert.equal(revealInvisible(name), revealed);
    assert.equal(hasInvisible(visible), false);
  }
});

Deno.test("a visible name has single spaces only, and none at its ends", () => {
  assert.equal(visibleName("\u3000 Al\u200a\u00a0ice\t"), "Al ice");
  assert.equal(visibleName(" \u0301 "), "");
});

Deno.test("names with the same address, composition, appearance or ASCII letters have one key", () => {
  const alike = [["Al ice!", "Al_ice_"], ["\u00c5", "A\u030a", "\u212b"], ["[x]", "(x)", "(x]"]];
  for (const [first, ...others] of alike) {
    for (const other of others) assert.equal(keyOf(first!), keyOf(other), other);
  }
  assert.equal(keyOf("Bob"), keyOf("bOB"));
  assert.notEqual(keyOf("\u00c9"), keyOf("\u00e9"));
  assert.notEqual(keyOf("ﬁ"), keyOf("fi"));
});

Deno.test("names in different compositions, or with other form selectors, have one key", () => {
  const pairs = [["❤", "❤️"], ["❤︎", "❤️"], ["1⃣", "1️⃣"], ["👩‍🚀", "👩🚀"], ["می‌نا", "مینا"], [
    "ශ්‍රී",
    "ශ්රී",
  ]];
  for (const [one, other] of pairs) assert.equal(keyOf(one!), keyOf(other!), one);
});

Deno.test("square brackets in a name become round ones", () => {
  assert.equal(withoutBrackets("[bob] hi [x]"), "(bob) hi (x)");
});

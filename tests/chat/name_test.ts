import assert from "node:assert/strict";
import {
  hasInvisible,
  revealInvisible,
  visibleName,
  withoutBrackets,
} from "../../lib/chat/name.ts";
import { looksLikeServer } from "../../lib/chat/server_name.ts";
import { keyOf } from "../../lib/chat/user.ts";

const VISIBLE = ["bob", "日本語", "👩‍👩‍👧‍👦", "❤️‍🔥x", "🇩🇪", "Ngữ", "हिन्दी", "a[b]c", "x\u0308y"];

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

Deno.test("names with the same address, composition or appearance have one key", () => {
  const alike = [["Al ice!", "Al_ice_"], ["\u00c5", "A\u030a", "\u212b"], ["[x]", "(x)", "(x]"]];
  for (const [first, ...others] of alike) {
    for (const other of others) assert.equal(keyOf(first!), keyOf(other), other);
  }
  assert.notEqual(keyOf("Bob"), keyOf("bob"));
  assert.notEqual(keyOf("ﬁ"), keyOf("fi"));
});

Deno.test("lookalikes of the server's name are recognised, and other names are not", () => {
  const lookalikes = [
    "server",
    "SERVER",
    "_server_",
    "<server>",
    "s.e-r v e r",
    "ｓｅｒｖｅｒ",
    "𝐬𝐞𝐫𝐯𝐞𝐫",
  ];
  for (const name of [...lookalikes, "ѕerver", "sеrvеr", "serνer"]) {
    assert.equal(looksLikeServer(name), true, name);
  }
  for (const name of ["server_2", "servers", "observer", "сервер", "", "sørver"]) {
    assert.equal(looksLikeServer(name), false, name);
  }
});

Deno.test("square brackets in a name become round ones", () => {
  assert.equal(withoutBrackets("[bob] hi [x]"), "(bob) hi (x)");
});

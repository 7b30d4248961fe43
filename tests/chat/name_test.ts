import assert from "node:assert/strict";
import {
  hasInvisible,
  looksLikeServer,
  revealInvisible,
  visibleName,
  withoutBrackets,
} from "../../lib/chat/name.ts";
import { keyOf } from "../../lib/chat/user.ts";

const HONEST = ["bob", "日本語", "👩‍👩‍👧‍👦", "❤️‍🔥x", "🇩🇪", "Ngữ", "हिन्दी", "a[b]c", "x\u0308y"];

/** Hiding names, as they are shown without what they hide, and with it. */
const HIDING: [name: string, visible: string, revealInvisible: string][] = [
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

Deno.test("names of any script, and emoji of several characters, hide nothing", () => {
  for (const name of HONEST) {
    assert.equal(hasInvisible(name), false, name);
    assert.equal(visibleName(name), name);
    assert.equal(revealInvisible(name), name);
  }
});

Deno.test("what nobody can see in a name is found, taken out, and revealInvisible", () => {
  for (const [name, visible, shown] of HIDING) {
    assert.equal(hasInvisible(name), true, shown);
    assert.equal(visibleName(name), visible);
    assert.equal(revealInvisible(name), shown);
    assert.equal(hasInvisible(visible), false);
  }
});

Deno.test("white space in a name is single spaces, and none at its ends", () => {
  assert.equal(visibleName("\u3000 Al\u200a\u00a0ice\t"), "Al ice");
  assert.equal(visibleName(" \u0301 "), "");
});

Deno.test("names that are addressed, composed or shown alike have one key", () => {
  const alike = [["Al ice!", "Al_ice_"], ["\u00c5", "A\u030a", "\u212b"], ["[x]", "(x)", "(x]"]];
  for (const [first, ...others] of alike) {
    for (const other of others) assert.equal(keyOf(first!), keyOf(other), other);
  }
  assert.notEqual(keyOf("Bob"), keyOf("bob"));
  assert.notEqual(keyOf("ﬁ"), keyOf("fi"));
});

Deno.test("the server's name is known however it is dressed up, and no other is", () => {
  const dressed = [
    "server",
    "SERVER",
    "_server_",
    "<server>",
    "s.e-r v e r",
    "ｓｅｒｖｅｒ",
    "𝐬𝐞𝐫𝐯𝐞𝐫",
  ];
  for (const name of [...dressed, "ѕerver", "sеrvеr", "serνer"]) {
    assert.equal(looksLikeServer(name), true, name);
  }
  for (const name of ["server_2", "servers", "observer", "сервер", "", "sørver"]) {
    assert.equal(looksLikeServer(name), false, name);
  }
});

Deno.test("no name without brackets can stand for a message", () => {
  assert.equal(withoutBrackets("[bob] hi [x]"), "(bob) hi (x)");
});

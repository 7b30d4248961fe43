import assert from "node:assert/strict";
import { lookOf } from "../../lib/chat/look.ts";
import {
  hasInvisible,
  normalName,
  revealInvisible,
  visibleName,
  withoutBrackets,
} from "../../lib/chat/name.ts";
import { NameSpace } from "../../lib/chat/name_space.ts";
import { looksLikeServer } from "../../lib/chat/server_name.ts";
import { addressOf, isAddress, keyOf, User } from "../../lib/chat/user.ts";
import { cutText } from "../../lib/framing/cut_text.ts";
import { processorTime } from "../support/processor_time.ts";

const SIZE = 1024 * 1024;
const repeat = (text: string) => text.repeat(SIZE / text.length);

/** Texts of a million characters that are costly for some algorithm. */
const COSTLY: Record<string, string> = {
  "marks in two classes": repeat("\u0301\u0323"),
  "a letter with marks": `a${repeat("\u0301\u0323")}`,
  "spaces before a letter": `${repeat(" ")}a`,
  "spaces between letters": repeat("a "),
  joiners: repeat("\u200d"),
  "emoji that are joined": repeat("👩\u200d"),
  "flags in halves": repeat("🇩"),
  "marks and non-joiners": `\u0627${repeat("\u0651\u200c")}`,
  "marks before non-joiners": `\u0627${repeat("\u0651")}\u200c`,
  "viramas and joiners": repeat("\u094d\u200d"),
  "digits behind underscores": repeat("_1"),
  "digits, and then a letter": `_${repeat("1")}x`,
  brackets: repeat("["),
  "the server's name": repeat("server__"),
  "expanding characters": repeat("\ufdfa"),
  "half surrogate pairs": repeat("\ud800"),
};

const users = new NameSpace();
users.add(new User("Alice"));

const FUNCTIONS: Record<string, (text: string) => unknown> = {
  addressOf,
  cutText: (text) => cutText(text, 189),
  hasInvisible,
  isAddress,
  keyOf,
  looksLikeServer,
  normalName,
  revealInvisible,
  visibleName,
  withoutBrackets,
  "NameSpace.get": (text) => users.get(text),
  "NameSpace.isTaken": (text) => users.isTaken(text),
  "NameSpace.firstFree": (text) => users.firstFree(text),
};

for (const [name, call] of Object.entries(FUNCTIONS)) {
  Deno.test(`${name} takes a text of a million characters`, () => {
    for (const [kind, text] of Object.entries(COSTLY)) {
      const duration = processorTime(() => call(text));
      // Each takes some tenths of a second at most; what is quadratic takes minutes.
      assert(duration < 10_000, kind);
    }
  });
}

Deno.test("a look has at most a few times the length of its name", () => {
  for (const text of Object.values(COSTLY)) {
    assert(lookOf(text.slice(0, 1024)).skeleton.length <= 20 * 1024);
  }
});

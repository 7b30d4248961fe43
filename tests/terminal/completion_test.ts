import { equal } from "node:assert/strict";
import { completeLastWord } from "../../lib/terminal/completion.ts";

Deno.test("completeLastWord inserts a single candidate and a space", () => {
  equal(completeLastWord("/m", ["/msg"]), "/msg ");
  equal(completeLastWord("/msg ", ["bob"]), "/msg bob ");
  equal(completeLastWord("/msg bob", ["bob"]), "/msg bob ");
  equal(completeLastWord("/msg BO", ["bob"]), "/msg bob ");
});

Deno.test("completeLastWord inserts the common start of several candidates", () => {
  equal(completeLastWord("/b", ["/block", "/blocked"]), "/block");
  equal(completeLastWord("/block", ["/block", "/blocked"]), "/block");
  equal(completeLastWord("/join te", ["#tea", "#tee"]), "/join #te");
  equal(completeLastWord("", ["same", "same"]), "same");
});

Deno.test("completeLastWord changes nothing if the common start is shorter than the typed word", () => {
  equal(completeLastWord("/msg ", ["alice", "bob"]), "/msg ");
  equal(completeLastWord("/msg a", ["Alice", "albert"]), "/msg a");
  equal(completeLastWord("/msg a", []), "/msg a");
});

Deno.test("completeLastWord never splits a grapheme", () => {
  equal(completeLastWord("", ["👩‍🚀x", "👩‍🚒x"]), "");
  equal(completeLastWord("", ["ae\u0301", "ae\u0300"]), "a");
});

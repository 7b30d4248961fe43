import { equal } from "node:assert/strict";
import { completed } from "../../lib/terminal/completion.ts";

Deno.test("completed writes the only candidate in full, and a space", () => {
  equal(completed("/m", ["/msg"]), "/msg ");
  equal(completed("/msg ", ["bob"]), "/msg bob ");
  equal(completed("/msg bob", ["bob"]), "/msg bob ");
  equal(completed("/msg BO", ["bob"]), "/msg bob ");
});

Deno.test("completed writes what several candidates have in common", () => {
  equal(completed("/b", ["/block", "/blocked"]), "/block");
  equal(completed("/block", ["/block", "/blocked"]), "/block");
  equal(completed("/join te", ["#tea", "#tee"]), "/join #te");
  equal(completed("", ["same", "same"]), "same");
});

Deno.test("completed changes nothing when candidates have less in common than is typed", () => {
  equal(completed("/msg ", ["alice", "bob"]), "/msg ");
  equal(completed("/msg a", ["Alice", "albert"]), "/msg a");
  equal(completed("/msg a", []), "/msg a");
});

Deno.test("completed cuts no character", () => {
  equal(completed("", ["👩‍🚀x", "👩‍🚒x"]), "");
  equal(completed("", ["ae\u0301", "ae\u0300"]), "a");
});

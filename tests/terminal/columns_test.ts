import { equal } from "node:assert/strict";
import { inColumns } from "../../lib/terminal/columns.ts";

Deno.test("inColumns uses as few rows as fit, and fills columns from top to bottom", () => {
  const names = ["alice", "bob", "carol", "dave", "eve"];
  equal(inColumns(names, 80), "alice  bob  carol  dave  eve");
  equal(inColumns(names, 17), "alice  carol  eve\nbob    dave");
  equal(inColumns(names, 5), names.join("\n"));
});

Deno.test("inColumns counts the columns of wide characters", () => {
  equal(inColumns(["日本", "b", "c", "d"], 7), "日本  c\nb     d");
});

Deno.test("inColumns lays out nothing, and words that are wider than the screen", () => {
  equal(inColumns([], 80), "");
  equal(inColumns(["a long name", "b"], 5), "a long name\nb");
});

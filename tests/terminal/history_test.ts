import { equal } from "node:assert/strict";
import { History } from "../../lib/terminal/history.ts";

Deno.test("History moves to older and newer lines and stops at both ends", () => {
  const history = new History();
  history.add("one");
  history.add("two");
  equal(history.newer(), undefined);
  equal(history.older(""), "two");
  equal(history.older("two"), "one");
  equal(history.older("one"), undefined);
  equal(history.newer(), "two");
  equal(history.newer(), "");
  equal(history.newer(), undefined);
});

Deno.test("History returns to the half-typed line", () => {
  const history = new History();
  history.add("one");
  equal(history.older("half"), "one");
  equal(history.newer(), "half");
});

Deno.test("History skips blank lines and repeated lines", () => {
  const history = new History();
  for (const line of ["one", "one", "", "  ", "two", "one"]) history.add(line);
  equal(history.older(""), "one");
  equal(history.older(""), "two");
  equal(history.older(""), "one");
  equal(history.older(""), undefined);
});

Deno.test("History starts at the newest line again after a line is entered", () => {
  const history = new History();
  for (const line of ["one", "two"]) history.add(line);
  history.older("");
  history.older("");
  history.add(" ");
  equal(history.older(""), "two");
});

Deno.test("History keeps the newest 500 lines", () => {
  const history = new History();
  for (let index = 0; index < 600; index++) history.add(`${index}`);
  const lines = [];
  for (let line = history.older(""); line !== undefined; line = history.older("")) lines.push(line);
  equal(lines.length, 500);
  equal(lines[0], "599");
  equal(lines[499], "100");
});

import { equal } from "node:assert/strict";
import { History as LineHistory } from "../../lib/terminal/history.ts";

/** A history of typed lines. */
class History {
  readonly #history = new LineHistory();
  add = (line: string) => this.#history.add(line);
  addEarlier = (lines: string[]) => this.#history.addEarlier(lines);
  older = (text: string) => this.#history.older({ text, pastedFrom: undefined })?.text;
  newer = () => this.#history.newer()?.text;
  find = (part: string, skip: number) => this.#history.find(part, skip)?.text;
}

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

Deno.test("History puts the lines of earlier sessions before those of this one", () => {
  const history = new History();
  history.add("new");
  history.addEarlier(["old", "", "older".repeat(10_000)]);
  equal(history.older(""), "new");
  equal(history.older(""), "old");
  equal(history.older(""), undefined);
  history.addEarlier(Array.from({ length: 600 }, (_, index) => `${index}`));
  equal(history.newer(), "new");
});

Deno.test("History finds the newest line that contains a text, and the ones before", () => {
  const history = new History();
  for (const line of ["make tea", "make coffee", "drink tea"]) history.add(line);
  equal(history.find("tea", 0), "drink tea");
  equal(history.find("tea", 1), "make tea");
  equal(history.find("tea", 2), undefined);
  equal(history.find("", 0), undefined);
});

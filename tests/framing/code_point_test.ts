import assert from "node:assert/strict";
import { codePointNotation } from "../../lib/framing/code_point.ts";

Deno.test("codePointNotation writes at least four upper-case hexadecimal digits", () => {
  assert.equal(codePointNotation("\x9b"), "<U+009B>");
  assert.equal(codePointNotation("\ufeff"), "<U+FEFF>");
});

Deno.test("codePointNotation takes a surrogate pair as one character", () => {
  assert.equal(codePointNotation("\u{e0061}"), "<U+E0061>");
});

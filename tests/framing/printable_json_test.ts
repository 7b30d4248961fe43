import assert from "node:assert/strict";
import { printableJson } from "../../lib/framing/printable_json.ts";
import { safeText } from "../../lib/terminal/safe_text.ts";

/** Every UTF-16 unit in one text, lone surrogates included. */
const EVERYTHING = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).join("");

Deno.test("printableJson keeps the meaning of every character", () => {
  assert.equal(JSON.parse(printableJson(JSON.stringify(EVERYTHING))), EVERYTHING);
});

Deno.test("printableJson leaves nothing that a terminal obeys", () => {
  const json = printableJson(JSON.stringify(EVERYTHING));
  assert.equal(safeText(json), json);
  assert(!json.includes("\n"));
});

Deno.test("printableJson leaves harmless JSON as it is", () => {
  const json = JSON.stringify({ name: "日本語 👩‍🚀 é", "null": [null, 1.5, true] }, undefined, 2);
  assert.equal(printableJson(json), json);
});

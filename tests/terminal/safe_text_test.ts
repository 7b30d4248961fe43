import { equal } from "node:assert/strict";
import { safeText } from "../../lib/terminal/safe_text.ts";

Deno.test("safeText leaves harmless text as it is", () => {
  for (
    const text of [
      "\u200eabc\u200f שלום\u061c",
      "",
      "Hello!",
      "a\nb\n",
      "日本語 é ñ",
      "👩‍🚀 ☺️ e\u0301",
      "क्‍ष \u200c",
      "\ufeff",
    ]
  ) {
    equal(safeText(text), text);
  }
});

Deno.test("safeText shows each C0 control character except newline as its control picture", () => {
  for (let code = 0; code < 0x20; code++) {
    if (code === 0x0a) continue;
    equal(safeText(String.fromCharCode(code)), String.fromCharCode(0x2400 + code));
  }
  equal(safeText("\x1b]0;title\x07\t\r\n\x7f"), "␛]0;title␇␉␍\n␡");
});

Deno.test("safeText shows each C1 control character as its code point", () => {
  for (let code = 0x80; code <= 0x9f; code++) {
    equal(safeText(String.fromCharCode(code)), `<U+00${code.toString(16).toUpperCase()}>`);
  }
});

Deno.test("safeText shows overrides, embeddings, isolates and unusual line ends as their code points", () => {
  const codes = [0x2028, 0x2029];
  for (let code = 0x202a; code <= 0x202e; code++) codes.push(code);
  for (let code = 0x2066; code <= 0x2069; code++) codes.push(code);
  for (const code of codes) {
    const number = code.toString(16).toUpperCase().padStart(4, "0");
    equal(safeText(`a${String.fromCharCode(code)}b`), `a<U+${number}>b`);
  }
});

Deno.test("safeText replaces lone surrogates and keeps pairs", () => {
  equal(safeText("\ud83d"), "\ufffd");
  equal(safeText("a\udc00b\ud800"), "a\ufffdb\ufffd");
  equal(safeText("\ud83d\ude00"), "😀");
});

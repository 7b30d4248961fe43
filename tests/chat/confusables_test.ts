import assert from "node:assert/strict";
import { lookOf } from "../../lib/chat/look.ts";
import { ALL_PROTOTYPES, confusablesModule } from "../../lib/chat/make_confusables.ts";

const skeletonOf = (text: string) => lookOf(text).skeleton;

Deno.test("the table of confusable characters is the one that its script makes", async () => {
  const file = new URL("../../lib/chat/confusables.ts", import.meta.url);
  assert.equal(await Deno.readTextFile(file), confusablesModule());
});

Deno.test("characters that Unicode's data calls confusable look alike", () => {
  assert(ALL_PROTOTYPES.size > 5000);
  for (const [character, prototype] of ALL_PROTOTYPES) {
    assert.equal(skeletonOf(character), skeletonOf(prototype), `${character} and ${prototype}`);
  }
});

Deno.test("each character looks like its skeleton", () => {
  for (let code = 0; code <= 0x1ffff; code++) {
    const character = String.fromCodePoint(code);
    if (!/[\p{Assigned}--\p{Co}--\p{Script=Han}--\p{Script=Hangul}]/v.test(character)) continue;
    const skeleton = skeletonOf(character);
    assert.equal(skeletonOf(skeleton), skeleton, `U+${code.toString(16)}`);
  }
});

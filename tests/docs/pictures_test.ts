import { ok } from "node:assert/strict";
import { fileOf, perform, PICTURES } from "../../docs/pictures/pictures.ts";

for (const [name, scene] of Object.entries(PICTURES)) {
  const options = {
    name: `docs/pictures/${name}.svg shows what happens`,
    ignore: scene.obstacle !== undefined,
  };

  Deno.test(options, async () => {
    const committed = await Deno.readTextFile(fileOf(name));
    const again = await perform(scene);
    const first = again.split("\n").find((line, index) => line !== committed.split("\n")[index]);
    ok(
      again === committed,
      `docs/pictures/${name}.svg is out of date: make it again with ` +
        `"deno run -A docs/pictures/make.ts" and look at it. The first line that is new: ${first}`,
    );
  });
}

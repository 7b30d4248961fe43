import { ok } from "node:assert/strict";
import { drawScene, PICTURES, pictureUrl } from "../../docs/pictures/pictures.ts";

for (const [name, scene] of Object.entries(PICTURES)) {
  const options = {
    name: `docs/pictures/${name}.svg matches what the programs show`,
    ignore: scene.skipReason !== undefined,
  };

  Deno.test(options, async () => {
    const committed = await Deno.readTextFile(pictureUrl(name));
    const drawn = await drawScene(scene);
    const difference = drawn.split("\n").find((line, index) =>
      line !== committed.split("\n")[index]
    );
    ok(
      drawn === committed,
      `docs/pictures/${name}.svg is out of date. Run "deno task pictures" and look at the result. ` +
        `The first different line: ${difference}`,
    );
  });
}

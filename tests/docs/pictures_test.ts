import { deepEqual, ok } from "node:assert/strict";
import { PAGE_PICTURES, pagePictureUrl } from "../../docs/pictures/page_pictures.ts";
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

Deno.test("the pictures of the page have the sizes of their screens", async () => {
  for (const [name, { width, height }] of Object.entries(PAGE_PICTURES)) {
    const { buffer } = await Deno.readFile(pagePictureUrl(name));
    const header = new DataView(buffer);
    deepEqual([header.getUint32(16), header.getUint32(20)], [width, height], name);
  }
});

/**
 * Draws the pictures in this folder. Run it in the project's folder:
 * `deno run -A docs/pictures/make.ts`.
 *
 * @module
 */
import { drawScene, PICTURES, pictureUrl } from "./pictures.ts";

for (const [name, scene] of Object.entries(PICTURES)) {
  if (scene.skipReason) {
    console.error(`Cannot draw docs/pictures/${name}.svg: ${scene.skipReason}`);
    Deno.exitCode = 1;
    continue;
  }
  await Deno.writeTextFile(pictureUrl(name), await drawScene(scene));
  console.error(`Drew docs/pictures/${name}.svg`);
}

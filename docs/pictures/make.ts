/**
 * Draws the pictures in this folder. Run it in the project's folder:
 * `deno run -A docs/pictures/make.ts`.
 *
 * @module
 */
import { HAS_CHROMIUM } from "../../tests/support/has_chromium.ts";
import { PAGE_PICTURES, pagePictureUrl } from "./page_pictures.ts";
import { drawScene, PICTURES, pictureUrl } from "./pictures.ts";
import { takePicture } from "./scenes/page.ts";

for (const [name, scene] of Object.entries(PICTURES)) {
  if (scene.skipReason) {
    console.error(`Cannot draw docs/pictures/${name}.svg: ${scene.skipReason}`);
    Deno.exitCode = 1;
    continue;
  }
  await Deno.writeTextFile(pictureUrl(name), await drawScene(scene));
  console.error(`Drew docs/pictures/${name}.svg`);
}

for (const [name, screen] of Object.entries(PAGE_PICTURES)) {
  if (!HAS_CHROMIUM) {
    console.error(`Cannot take docs/pictures/${name}.png: Chromium is not installed`);
    Deno.exitCode = 1;
    continue;
  }
  await Deno.writeFile(pagePictureUrl(name), await takePicture(screen));
  console.error(`Took docs/pictures/${name}.png`);
}

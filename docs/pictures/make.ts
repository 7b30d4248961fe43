/**
 * Makes the pictures in this folder: `deno run -A docs/pictures/make.ts`, in the project's folder.
 *
 * @module
 */
import { fileOf, perform, PICTURES } from "./pictures.ts";

for (const [name, scene] of Object.entries(PICTURES)) {
  if (scene.obstacle) {
    console.error(`Cannot make docs/pictures/${name}.svg: ${scene.obstacle}`);
    Deno.exitCode = 1;
    continue;
  }
  await Deno.writeTextFile(fileOf(name), await perform(scene));
  console.error(`Made docs/pictures/${name}.svg`);
}

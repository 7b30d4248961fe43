/**
 * Makes the pictures in this folder: `deno run -A docs/pictures/make.ts`, in the project's folder.
 *
 * @module
 */
import { fileOf, perform, PICTURES, PORT } from "./pictures.ts";

if (!isFree(PORT)) {
  console.error(`Cannot make the pictures on port "${PORT}": another program listens there`);
  Deno.exit(1);
}
for (const [name, scene] of Object.entries(PICTURES)) {
  await Deno.writeTextFile(fileOf(name), await perform(scene, PORT));
  console.error(`Made docs/pictures/${name}.svg`);
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}

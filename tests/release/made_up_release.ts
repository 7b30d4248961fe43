import { PROGRAMS } from "../../release/programs.ts";
import { binaryName } from "../../lib/product/names.ts";
import { fileName, folderName, TARGETS } from "../../release/targets.ts";
import { output } from "../../release/command_output.ts";

const SCRIPT = new URL("../../release/archive.ts", import.meta.url).href;

/**
 * Packs a release whose programs are shell scripts, which print their names and a version.
 *
 * @param folder The folder for the archives and `SHA256SUMS`.
 * @param script The script to use instead.
 */
export async function makeRelease(
  folder: string,
  script = 'echo "${0##*/} 9.9.9"',
): Promise<void> {
  for (const target of TARGETS) {
    const path = `${folder}/${folderName(target)}`;
    await Deno.mkdir(path);
    for (const { command } of Object.values(PROGRAMS)) {
      const options = { mode: 0o755 };
      const file = `${path}/${fileName(binaryName(command), target)}`;
      await Deno.writeTextFile(file, `#!/bin/sh\n${script}\n`, options);
    }
  }
  await output([Deno.execPath(), "run", "-A", SCRIPT, folder]);
}

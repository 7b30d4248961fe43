/**
 * Packs the binaries of each target with manual pages and completions, and writes the sums of the archives, in `dist/` or in the
 * folder that is given: `deno run -A release/archive.ts`. It takes the tar of Linux, and zip.
 *
 * @module
 */
import { writeShellFiles } from "../lib/programs/shell_files.ts";
import { output } from "./command_output.ts";
import { archiveName, folderName, type Target, TARGETS } from "./targets.ts";

const ROOT = `${import.meta.dirname}/..`;

/** Files that are in each archive. */
const DOCUMENTS = ["README.md", "LICENSE"];

async function pack(target: Target, dist: string): Promise<void> {
  const [folder, archive] = [folderName(target), archiveName(target)];
  for (const file of DOCUMENTS) {
    await Deno.copyFile(`${ROOT}/${file}`, `${dist}/${folder}/${file}`);
  }
  // Laid out as below /usr/local, where who wants them can copy them to.
  if (!archive.endsWith(".zip")) await writeShellFiles(`${dist}/${folder}`);
  await Deno.remove(`${dist}/${archive}`).catch(() => {});
  const command = archive.endsWith(".zip")
    ? ["zip", "-q", "-r", archive, folder]
    : ["tar", "--owner=0", "--group=0", "--numeric-owner", "-czf", archive, folder];
  await output(command, { cwd: dist });
}

/** A line for `sha256sum --check`. */
async function sumLine(file: string, dist: string): Promise<string> {
  const bytes = await Deno.readFile(`${dist}/${file}`);
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  return `${sum}  ${file}\n`;
}

const dist = Deno.args[0] ?? `${ROOT}/dist`;
for (const target of TARGETS) await pack(target, dist);
const lines = await Promise.all(TARGETS.map((target) => sumLine(archiveName(target), dist)));
await Deno.writeTextFile(`${dist}/SHA256SUMS`, lines.join(""));

/**
 * Packs the binaries of each target with manual pages and completions, and writes the checksums of
 * the archives: `deno run -A release/archive.ts [FOLDER]`, by default in `dist/`. It needs GNU tar
 * and zip.
 *
 * @module
 */
import { writeShellFiles } from "../lib/programs/shell_files.ts";
import { output } from "./command_output.ts";
import { archiveName, folderName, type Target, TARGETS } from "./targets.ts";

const ROOT = `${import.meta.dirname}/..`;

/** The documents in each archive. */
const DOCUMENTS = ["README.md", "LICENSE", "LICENSE-UNICODE"];

async function pack(target: Target, dist: string): Promise<void> {
  const [folder, archive] = [folderName(target), archiveName(target)];
  for (const file of DOCUMENTS) {
    await Deno.copyFile(`${ROOT}/${file}`, `${dist}/${folder}/${file}`);
  }
  // Laid out as below /usr/local, so that users can copy the folder there.
  if (!archive.endsWith(".zip")) await writeShellFiles(`${dist}/${folder}`);
  await Deno.remove(`${dist}/${archive}`).catch(() => {});
  const command = archive.endsWith(".zip")
    ? ["zip", "-q", "-r", archive, folder]
    : ["tar", "--owner=0", "--group=0", "--numeric-owner", "-czf", archive, folder];
  await output(command, { cwd: dist });
}

/** Returns a line for `sha256sum --check`. */
async function checksumLine(file: string, dist: string): Promise<string> {
  const bytes = await Deno.readFile(`${dist}/${file}`);
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  return `${sum}  ${file}\n`;
}

const dist = Deno.args[0] ?? `${ROOT}/dist`;
for (const target of TARGETS) await pack(target, dist);
const lines = await Promise.all(TARGETS.map((target) => checksumLine(archiveName(target), dist)));
await Deno.writeTextFile(`${dist}/SHA256SUMS`, lines.join(""));

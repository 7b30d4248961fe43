/**
 * Writes the manual pages and shell completions of the programs' binaries:
 * `deno run --allow-read --allow-write=dist lib/programs/shell_files.ts dist`.
 *
 * @module
 */
import { completions } from "../command_line/completions/completions.ts";
import { manPage } from "../command_line/man_page.ts";
import { binaryName } from "../product/names.ts";
import { CLIENT } from "./client/flags.ts";
import { CRDS } from "./crds/flags.ts";
import { SERVER } from "./server/flags.ts";

/**
 * Writes the files below `folder`, laid out as a system has them below `/usr/local`:
 * `share/man/man1`, `share/bash-completion/completions` and so on.
 *
 * @throws {Error} if a file cannot be written.
 */
export async function writeShellFiles(folder: string): Promise<void> {
  for (const program of [SERVER, CLIENT, CRDS]) {
    const binary = binaryName(program);
    const files = {
      [`man/man1/${binary}.1`]: manPage(program),
      [`bash-completion/completions/${binary}`]: `${completions(program, "bash")}\n`,
      [`zsh/site-functions/_${binary}`]: `${completions(program, "zsh")}\n`,
      [`fish/vendor_completions.d/${binary}.fish`]: `${completions(program, "fish")}\n`,
    };
    for (const [name, text] of Object.entries(files)) {
      const path = `${folder}/share/${name}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(path, text);
    }
  }
}

if (import.meta.main) await writeShellFiles(Deno.args[0] ?? "dist");

import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { CommandError, output } from "./command_output.ts";
import { modulesOf, projectFile } from "./module_graph.ts";
import type { Program } from "./programs.ts";

/**
 * A temporary folder with exactly the files of the programs, to compile them from. Its `deno.json`
 * also names the commit of the files.
 */
export class Staging implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** @param root The folder of the project. */
  static async make(programs: Iterable<Program>, root: string): Promise<Staging> {
    const staging = new Staging(await Deno.makeTempDir({ prefix: "parley-" }));
    const url = pathToFileURL(`${root}/`);
    const files = new Set(["deno.lock"]);
    for (const program of programs) {
      const { all } = await modulesOf(program, root);
      for (const module of all) {
        const file = projectFile(module, url);
        if (file !== undefined) files.add(file);
      }
    }
    for (const file of files) await staging.#copy(file, root);
    await staging.#write("deno.json", await configWithCommit(root, Array.from(files)));
    return staging;
  }

  async #copy(file: string, root: string): Promise<void> {
    await this.#write(file, await Deno.readTextFile(`${root}/${file}`));
  }

  async #write(file: string, text: string): Promise<void> {
    const path = `${this.path}/${file}`;
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

async function configWithCommit(root: string, files: string[]): Promise<string> {
  // The workspace is for types only, which a binary has no more.
  const { workspace: _, ...config } = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  return JSON.stringify({ ...config, commit: await commitOf(root, files) }, undefined, 2);
}

/** Returns the commit of the files, or `abc1234-modified` if they have changed since. */
async function commitOf(root: string, files: string[]): Promise<string | undefined> {
  const git = (...args: string[]) => output(["git", "-C", root, ...args]);
  try {
    const commit = (await git("rev-parse", "--short", "HEAD")).trim();
    const changes = await git("status", "--porcelain", "--", ...files);
    return changes === "" ? commit : `${commit}-modified`;
  } catch (error) {
    // The source may be an archive, and git may not be installed.
    if (error instanceof CommandError || error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * The modules that a program consists of, and a check that they may be released.
 *
 * @module
 */
import { output } from "./command_output.ts";
import type { Program } from "./programs.ts";

/** A module as `deno info --json` describes it. */
export interface Module {
  readonly specifier: string;
  /** The name and version of the npm package that it belongs to. */
  readonly npmPackage?: string;
  /** The size of its file, in bytes. */
  readonly size?: number;
  readonly error?: string;
}

/** The modules of a program. */
export interface Modules {
  /** The modules that Deno loads before the program starts. */
  readonly atStart: readonly Module[];
  /** All modules, including those. */
  readonly all: readonly Module[];
}

/**
 * Finds the modules of a program without using the network.
 *
 * @param root The folder of the project.
 */
export async function modulesOf({ entry, includes }: Program, root: string): Promise<Modules> {
  const graph = async (module: string): Promise<Module[]> => {
    const deno = [Deno.execPath(), "info", "--json", "--no-remote", "--frozen", module];
    return JSON.parse(await output(deno, { cwd: root })).modules;
  };
  const [atStart, ...later] = await Promise.all([entry, ...includes].map(graph));
  const all = new Map([...later.flat(), ...atStart!].map((module) => [module.specifier, module]));
  return { atStart: atStart!, all: Array.from(all.values()) };
}

/** Returns the path of a module in the project, or `undefined` if it is not a file of the project. */
export function projectFile({ specifier }: Module, root: URL): string | undefined {
  if (!specifier.startsWith(root.href)) return undefined;
  return decodeURIComponent(specifier.slice(root.href.length));
}

/** Returns the reasons why the modules of a program may not be released, one line each. */
export function problems({ entry, packages }: Program, modules: Modules, root: URL): string[] {
  const found: string[] = [];
  for (const module of modules.all) {
    const { specifier, npmPackage, error } = module;
    const file = projectFile(module, root);
    if (error !== undefined) found.push(`Cannot find "${specifier}": ${error}`);
    else if (npmPackage !== undefined) {
      const isFetchedFirst = modules.atStart.some((other) => other.specifier === specifier);
      if (!packages.includes(npmPackage.replace(/@[^@]+$/, ""))) {
        found.push(`The package "${npmPackage}" is not listed as needed by the program`);
      } else if (isFetchedFirst) {
        found.push(`Deno fetches the package "${npmPackage}" before the program starts`);
      }
    } else if (file !== undefined) {
      const isProduct = file === entry || file === "deno.json" || file.startsWith("lib/");
      if (!isProduct) found.push(`"${file}" is for development only`);
    } else if (!specifier.startsWith("node:")) {
      found.push(`"${specifier}" is not a file of the project`);
    }
  }
  return found;
}

/**
 * The modules that a program consists of, and what must not be among them.
 *
 * @module
 */
import { output } from "./command_output.ts";
import type { Program } from "./programs.ts";

/** A module, as `deno info --json` tells of it. */
export interface Module {
  readonly specifier: string;
  /** Of a module of npm: its name and version. */
  readonly npmPackage?: string;
  /** In bytes, of a file. */
  readonly size?: number;
  readonly error?: string;
}

/** The modules of a program. */
export interface Modules {
  /** Those that are looked for before it starts. */
  readonly atStart: readonly Module[];
  /** All of them. */
  readonly all: readonly Module[];
}

/**
 * Finds the modules of a program, without the network.
 *
 * @param root The project's folder.
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

/** The file of a module, from the project's folder; `undefined` when it is none in there. */
export function projectFile({ specifier }: Module, root: URL): string | undefined {
  if (!specifier.startsWith(root.href)) return undefined;
  return decodeURIComponent(specifier.slice(root.href.length));
}

/** What is wrong with the modules of a program, in a line each. */
export function problems({ entry, packages }: Program, modules: Modules, root: URL): string[] {
  const found: string[] = [];
  for (const module of modules.all) {
    const { specifier, npmPackage, error } = module;
    const file = projectFile(module, root);
    if (error !== undefined) found.push(`Cannot find "${specifier}": ${error}`);
    else if (npmPackage !== undefined) {
      const isFetchedFirst = modules.atStart.some((other) => other.specifier === specifier);
      if (!packages.includes(npmPackage.replace(/@[^@]+$/, ""))) {
        found.push(`The package "${npmPackage}" is not among those that the program needs`);
      } else if (isFetchedFirst) {
        found.push(`The package "${npmPackage}" is fetched before the program starts`);
      }
    } else if (file !== undefined) {
      const isProduct = file === entry || file === "deno.json" || file.startsWith("lib/");
      if (!isProduct) found.push(`"${file}" is for development`);
    } else if (!specifier.startsWith("node:")) found.push(`"${specifier}" comes from elsewhere`);
  }
  return found;
}

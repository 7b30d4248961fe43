/**
 * What is released: the programs, what each may do, and what its binary holds. The end-to-end tests
 * start the programs with these permissions, too.
 *
 * @module
 */
import type { Command } from "../lib/command_line/command.ts";
import type { Permissions } from "../lib/command_line/permissions.ts";
import { CLIENT } from "../lib/programs/client/flags.ts";
import { CRDS } from "../lib/programs/crds/flags.ts";
import { SERVER } from "../lib/programs/server/flags.ts";

/** A program that is released as a binary. */
export interface Program {
  readonly command: Command;
  /** The module that it starts with. */
  readonly entry: string;
  /** Modules that it imports when a flag needs them, by specifiers that nobody sees beforehand. */
  readonly includes: readonly string[];
  /** The npm packages that it needs, by name. */
  readonly packages: readonly string[];
  readonly v8Flags: readonly string[];
}

/** The programs, by what their entry points are called. */
export const PROGRAMS = {
  server: {
    command: SERVER,
    entry: "server.ts",
    includes: ["npm:dns-packet@^5.6.1"],
    packages: ["dns-packet"],
    // A third less memory for an idle connection, and as fast: see docs/performance.md.
    v8Flags: ["--max-semi-space-size=4"],
  },
  client: {
    command: CLIENT,
    entry: "client.ts",
    includes: ["npm:dns-packet@^5.6.1"],
    packages: ["dns-packet"],
    v8Flags: [],
  },
  crds: {
    command: CRDS,
    entry: "crds.ts",
    includes: ["npm:dns-packet@^5.6.1"],
    packages: ["dns-packet"],
    v8Flags: [],
  },
} as const satisfies Record<string, Program>;

export type ProgramName = keyof typeof PROGRAMS;

/** The flags for `deno run` and `deno compile` that allow a program all that it may need. */
export function permissionFlags({ command: { permissions = {}, flags } }: Program): string[] {
  const names = new Map<string, Set<string>>();
  const all = [permissions, ...Object.values(flags).map((flag) => flag.permissions ?? {})];
  for (const { run: _, ...kinds } of all satisfies Permissions[]) {
    for (const [kind, allowed] of Object.entries(kinds)) {
      const known = names.get(kind) ?? new Set();
      names.set(kind, known.union(new Set(allowed === true ? ["*"] : allowed)));
    }
  }
  const allowed = Array.from(
    names,
    ([kind, some]) =>
      some.has("*") ? `--allow-${kind}` : `--allow-${kind}=${Array.from(some).join(",")}`,
  );
  return ["--no-prompt", ...allowed];
}

/** The flags that a program runs with, as a binary or not. */
export function runtimeFlags(program: Program): string[] {
  const v8 = program.v8Flags.length > 0 ? [`--v8-flags=${program.v8Flags.join(",")}`] : [];
  return [...permissionFlags(program), ...v8];
}

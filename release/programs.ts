/**
 * The programs to release, with the permissions and the contents of their binaries. The end-to-end
 * tests start the programs with the same permissions.
 *
 * @module
 */
import type { Command } from "../lib/command_line/command.ts";
import type { Permissions } from "../lib/command_line/permissions.ts";
import { CLIENT } from "../lib/programs/client/flags.ts";
import { CRDS } from "../lib/programs/crds/flags.ts";
import { SERVER } from "../lib/programs/server/flags.ts";

/** A program to release as a binary. */
export interface Program {
  readonly command: Command;
  /** Its main module. */
  readonly entry: string;
  /** The modules that it imports on demand, by specifiers that Deno cannot see before it runs. */
  readonly includes: readonly string[];
  /** The names of the npm packages that it needs. */
  readonly packages: readonly string[];
  readonly v8Flags: readonly string[];
}

/** The programs by their names. */
export const PROGRAMS = {
  server: {
    command: SERVER,
    entry: "server.ts",
    includes: ["npm:dns-packet@^5.6.1", "npm:@nats-io/nats-core@^3.4.0/internal"],
    packages: ["dns-packet", "@nats-io/nats-core", "@nats-io/nkeys", "@nats-io/nuid", "tweetnacl"],
    // Saves a third of the memory of an idle connection at the same speed: see docs/performance.md.
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

/** Returns the flags of `deno run` and `deno compile` that grant every permission a program may need. */
export function permissionFlags({ command: { permissions = {}, flags } }: Program): string[] {
  const names = new Map<string, Set<string>>();
  const all = [permissions, ...Object.values(flags).map((flag) => flag.permissions ?? {})];
  for (const kinds of all satisfies Permissions[]) {
    for (const [kind, allowed] of Object.entries(kinds)) {
      if (allowed === "where allowed") continue;
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

/** Returns the flags that a program runs with, whether or not it is compiled. */
export function runtimeFlags(program: Program): string[] {
  const v8 = program.v8Flags.length > 0 ? [`--v8-flags=${program.v8Flags.join(",")}`] : [];
  return [...permissionFlags(program), ...v8];
}

/**
 * The permissions of programs. A binary is built with all permissions that any of its flags needs;
 * each run drops at its start those that the given flags do not need.
 *
 * @module
 */
import { type Arguments, ownFlags } from "./arguments.ts";
import type { Command } from "./command.ts";
import type { FlagTable } from "./flag.ts";

/** Permissions by kind: the whole kind, or a list of allowed values. */
export interface Permissions {
  readonly net?: true;
  readonly read?: true;
  readonly write?: true;
  readonly env?: readonly string[];
  readonly sys?: readonly ("networkInterfaces" | "hostname" | "osRelease")[];
  /** For the times of TCP's keep-alive, which Deno cannot set. Given back once they are. */
  readonly ffi?: true;
  /** `where allowed`: kept only if the user allowed everything, and never requested. */
  readonly run?: true | "where allowed";
}

export type PermissionKind = keyof Permissions;

const KINDS = ["net", "read", "write", "env", "sys", "run", "ffi", "import"] as const;

/** Returns the kinds of permission that a command line needs. */
export function neededKinds(command: Command, args: Arguments<FlagTable>): PermissionKind[] {
  const [first = ""] = args.positionals;
  const subcommand = Object.hasOwn(command.subcommands ?? {}, first)
    ? command.subcommands![first]
    : undefined;
  const permissions = subcommand?.permissions ?? command.permissions ?? {};
  return [...kindsOf(permissions), ...flagKinds(command, args)];
}

/** Returns the kinds of permission that the given flags need, besides those always needed. */
export function flagKinds(command: Command, args: Arguments<FlagTable>): PermissionKind[] {
  return ownFlags(command, args).flatMap((name) => kindsOf(command.flags[name]!.permissions ?? {}));
}

function kindsOf(permissions: Permissions): PermissionKind[] {
  return Object.keys(permissions) as PermissionKind[];
}

/** Drops all other permissions, for as long as the process runs. */
export function keepOnly(kinds: readonly PermissionKind[]): void {
  for (const name of KINDS) {
    if (!kinds.some((kind) => kind === name)) Deno.permissions.revokeSync({ name });
  }
}

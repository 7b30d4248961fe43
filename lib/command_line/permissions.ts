/**
 * What programs may do. A binary is built with all that any of its flags needs; each run of it gives
 * back at its start what the flags given do not need.
 *
 * @module
 */
import { type Arguments, type Command, givenFlags } from "./command.ts";

/** Permissions by kind: all of a kind, or only what is named. */
export interface Permissions {
  readonly net?: true;
  readonly read?: true;
  readonly write?: true;
  readonly env?: readonly string[];
  readonly sys?: readonly ("networkInterfaces" | "hostname")[];
  /** Only ever used where the user has allowed everything. */
  readonly run?: "where allowed";
}

export type PermissionKind = keyof Permissions;

const KINDS = ["net", "read", "write", "env", "sys", "run", "ffi", "import"] as const;

/** The kinds of permission that a command line needs. */
export function neededKinds(command: Command, args: Arguments): PermissionKind[] {
  return [...kindsOf(command.permissions ?? {}), ...flagKinds(command, args)];
}

/** The kinds of permission that the flags in a command line need, besides what is always needed. */
export function flagKinds(command: Command, args: Arguments): PermissionKind[] {
  return givenFlags(command, args).flatMap((flag) =>
    kindsOf(command.flags[flag]!.permissions ?? {})
  );
}

function kindsOf(permissions: Permissions): PermissionKind[] {
  return Object.keys(permissions) as PermissionKind[];
}

/** Gives all other permissions back, for as long as the process runs. */
export function keepOnly(kinds: readonly PermissionKind[]): void {
  for (const name of KINDS) {
    if (!kinds.some((kind) => kind === name)) Deno.permissions.revokeSync({ name });
  }
}

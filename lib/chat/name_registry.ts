import type { Refusal } from "../errors/refusal.ts";

/** Decides about names beyond this process: another server may have given the name away. */
export interface NameRegistry {
  /**
   * Claims a name for a user who is about to log in. Returns a refusal when it is taken, by a claim of
   * this server as well. May answer later; the user's connection is not read until then.
   */
  claim(name: string): Claim | Promise<Claim>;

  /** Gives a claimed name back. */
  release(name: string): void;
}

/** The answer to a claim: nothing, or why it was refused. */
export type Claim = Refusal<"name-taken"> | undefined;

/** The registry of a server that stands alone: its hub alone decides. */
export const LOCAL_NAMES: NameRegistry = {
  claim: () => undefined,
  release() {},
};

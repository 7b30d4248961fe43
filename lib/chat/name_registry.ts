import { Refusal } from "../errors/refusal.ts";

/** Decides about names beyond this process: another server may have given the name away. */
export interface NameRegistry {
  /**
   * Claims a name for a user who is about to log in. Returns a refusal if the name is taken, even by
   * an earlier claim of this server, or if nobody can find out. May answer later; until then, the
   * server does not read from the user's connection.
   */
  claim(name: string): Claim | Promise<Claim>;

  /** Gives a claimed name back. */
  release(name: string): void;
}

/** The answer to a claim: nothing, or a refusal. */
export type Claim = Refusal<"name-taken" | "unavailable"> | undefined;

/** The refusal of every name while the servers that might have it are out of reach. */
export const NAMES_UNAVAILABLE = new Refusal(
  "unavailable",
  "The other servers are out of reach, so nobody can get a name now. Try again in a minute",
);

/** The registry of a single server, whose hub alone decides. */
export const LOCAL_NAMES: NameRegistry = {
  claim: () => undefined,
  release() {},
};

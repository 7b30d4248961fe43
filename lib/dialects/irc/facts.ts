import type { User } from "../../chat/user.ts";

/** What only users of IRC know about each other. */
export interface Facts {
  /** Why the user does not answer, if so. */
  away: string | undefined;
  /** The registered name that the user has proved to own. */
  account: string | undefined;
  /** The modes of the user, by their letters. */
  readonly modes: Set<UserMode>;
  /** When the client connected, in milliseconds since 1970. */
  readonly signedOnAt: number;
  /** Returns when the client last sent something, as far as this server knows, in milliseconds since 1970. */
  activeAt(): number;
}

/** The modes of users: bots, invisible ones, operators, those without requests, and readers of WALLOPS. */
export type UserMode = "B" | "i" | "o" | "T" | "w";

/** The mode that a user takes by itself, or loses. */
export const USER_MODES: readonly UserMode[] = ["B", "i", "o", "T", "w"];

const facts = new WeakMap<User, Facts>();

/** The facts of users of other dialects. Nobody changes them. */
const NO_FACTS: Facts = {
  ...{ away: undefined, account: undefined, modes: new Set(), signedOnAt: 0 },
  activeAt: () => 0,
};

/** Returns the facts about a user. */
export function factsOf(user: User): Facts {
  return facts.get(user) ?? NO_FACTS;
}

/** Reports whether a user's client speaks IRC, on this server or another one. */
export function speaksIrc(user: User): boolean {
  return facts.has(user);
}

/** Keeps facts about a user from now on. */
export function keepFacts(user: User, kept: Facts): void {
  facts.set(user, kept);
}

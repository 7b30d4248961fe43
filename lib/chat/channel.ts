import type { User } from "./user.ts";

/** A named place where each member hears what the others say. It stays when the last member has left. */
export class Channel {
  /** Who is in it, in order of entry. */
  readonly members = new Set<User>();

  constructor(readonly name: string) {}
}

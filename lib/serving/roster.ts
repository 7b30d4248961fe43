import type { User } from "../chat/user.ts";
import type { PeerAddress } from "../transport/socket.ts";

/** The client of a session, which may come back on another connection. */
export interface SessionOwner {
  /** Tells it from all other clients; `undefined` if it has named no token. */
  readonly key: string | undefined;
  /** Whether it reads the ids of messages. */
  readonly readsIds: boolean;
}

/** The connection of a user who is logged in, as operators see it. */
export interface UserSession {
  readonly peer: PeerAddress;
  /** The name of the dialect. */
  readonly dialect: string | undefined;
  /** In milliseconds since 1970. */
  readonly loggedInAt: number;
  readonly owner: SessionOwner;

  /**
   * Tells the client why its connection ends, and ends it.
   *
   * @param reason The reason for the log, where that differs.
   * @returns a promise if another server ends it, which resolves once that is done or takes too long.
   */
  putOut(text: string, reason?: string): Promise<void> | void;

  /** Hands the user what waits now, unless the session has not asked for it yet. */
  deliverAgain(): void;

  /** Counts bytes towards the user's rate. */
  charge(bytes: number): void;
}

/** The connections of the users who are logged in, in the order of login. */
export class Roster {
  readonly #sessions = new Map<User, UserSession>();
  /** Learns that a user has a connection. */
  onAdd: ((user: User) => void) | undefined;

  /** The users and their connections. A user of the server itself has none. */
  get sessions(): ReadonlyMap<User, UserSession> {
    return this.#sessions;
  }

  add(user: User, session: UserSession): void {
    this.#sessions.set(user, session);
    this.onAdd?.(user);
  }

  remove(user: User): void {
    this.#sessions.delete(user);
  }
}

import type { User } from "../chat/user.ts";
import type { ClusterLink } from "./cluster_link.ts";
import type { MissedMessages } from "./missed_messages.ts";
import { isToken, type OwnedSession, ownerOf, type Owners } from "./owners.ts";
import type { SessionOwner } from "./roster.ts";

/** The parts of a chat that know the owners of sessions. */
export interface OwnerRecords {
  readonly owners: Owners;
  readonly cluster: Pick<ClusterLink, "noteOwner" | "endEarlier"> | undefined;
  readonly missed: Pick<MissedMessages, "onOwner">;
}

/** The token that the client of a session has named last. */
export class OwnerToken implements SessionOwner {
  readonly #records: OwnerRecords;
  readonly #session: OwnedSession;
  #token: string | undefined;
  key: string | undefined;
  readsIds = false;

  constructor(records: OwnerRecords, session: OwnedSession) {
    this.#records = records;
    this.#session = session;
  }

  /**
   * Replaces the token. Returns whether the client has ended an earlier session by that, now or later.
   *
   * @param readsIds Whether the client reads the ids of messages.
   */
  change(
    token: string,
    user: User | undefined,
    readsIds: boolean,
  ): boolean | Promise<boolean> {
    const { owners, cluster, missed } = this.#records;
    const hasEnded = owners.endEarlier(token, this.#session);
    this.forget();
    owners.add(this.#token = token, this.#session);
    this.key = undefined;
    this.readsIds = readsIds;
    if (!isToken(token)) return hasEnded;
    if (user) {
      this.key = cluster ? cluster.noteOwner(user, token) : ownerOf(token, this.#session);
      missed.onOwner(user);
    }
    return hasEnded || (cluster?.endEarlier(token, this.#session.network) ?? false);
  }

  /** Learns that the session has ended. */
  forget(): void {
    if (this.#token !== undefined) this.#records.owners.delete(this.#token, this.#session);
  }
}

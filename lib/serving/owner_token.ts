import type { User } from "../chat/user.ts";
import type { ClusterLink } from "./cluster_link.ts";
import { isToken, type OwnedSession, type Owners } from "./owners.ts";

/** The parts of a chat that know the owners of sessions. */
export interface OwnerRecords {
  readonly owners: Owners;
  readonly cluster: Pick<ClusterLink, "noteOwner" | "endEarlier"> | undefined;
}

/** The token that the client of a session has named last. */
export class OwnerToken {
  readonly #records: OwnerRecords;
  readonly #session: OwnedSession;
  #token: string | undefined;

  constructor(records: OwnerRecords, session: OwnedSession) {
    this.#records = records;
    this.#session = session;
  }

  /** Replaces the token. Returns whether the client has ended an earlier session by that, now or later. */
  change(token: string, user: User | undefined): boolean | Promise<boolean> {
    const { owners, cluster } = this.#records;
    const hasEnded = owners.endEarlier(token, this.#session);
    this.forget();
    owners.add(this.#token = token, this.#session);
    if (!isToken(token)) return hasEnded;
    if (user) cluster?.noteOwner(user, token);
    return hasEnded || (cluster?.endEarlier(token, this.#session.network) ?? false);
  }

  /** Learns that the session has ended. */
  forget(): void {
    if (this.#token !== undefined) this.#records.owners.delete(this.#token, this.#session);
  }
}

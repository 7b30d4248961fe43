import { keyOf, type User } from "../chat/user.ts";
import { hashOf } from "./subjects.ts";

/**
 * The users whose clients have named a token, a secret that only the client knows. Other servers learn
 * its hash: a client that has lost its server may end the session there from another server.
 */
export class RemoteOwners {
  /** The users of other servers, by the hashes. */
  readonly #elsewhere = new Map<string, User>();
  /** Learns that the client of a user, here or elsewhere, has named a token. */
  onOwner: ((user: User) => void) | undefined;

  /** Learns that the client of a user of this server has named a token. Returns its hash. */
  note(user: User, token: string): string {
    this.onOwner?.(user);
    return ownerHash(token, user.network);
  }

  /** Records the hash of a token of a user of another server. */
  learn(user: User, former: string | undefined, hash: string | undefined): void {
    if (former !== undefined && this.#elsewhere.get(former) === user) {
      this.#elsewhere.delete(former);
    }
    if (hash === undefined) return;
    this.#elsewhere.set(hash, user);
    this.onOwner?.(user);
  }

  /**
   * Returns the user of another server whose client has named the same token there.
   *
   * @param name Only a user of this name.
   */
  find(token: string, network: string, name?: string): User | undefined {
    const user = this.#elsewhere.get(ownerHash(token, network));
    return user && (name === undefined || keyOf(user.name) === keyOf(name)) ? user : undefined;
  }
}

function ownerHash(token: string, network: string): string {
  return hashOf(`${network} ${token}`);
}

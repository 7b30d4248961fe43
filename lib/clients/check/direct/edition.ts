/**
 * The words of an edition of the lab. Until about 2021 it had others for the list of users and for an
 * unknown user, and servers of that time are as right as those of today.
 */
export class Edition {
  #isOld = false;
  #knowsList = false;

  /** The word that asks for the list of users. */
  get list(): string {
    return this.#isOld ? "WHO" : "LIST";
  }

  /** The first word of the list. */
  get listOk(): string {
    return this.#isOld ? "WHO-OK" : "LIST-OK";
  }

  /** The reply to a message for a user who is not logged in. */
  get unknownUser(): string {
    return this.#isOld ? "UNKNOWN" : "BAD-DEST-USER";
  }

  /** Whether the server has not answered LIST, and may know WHO. */
  get mayBeOld(): boolean {
    return !this.#knowsList && !this.#isOld;
  }

  /** Learns the edition from the reply to a request for the list. */
  learn(reply: string): void {
    if (reply.startsWith("LIST-OK")) this.#knowsList = true;
    if (reply.startsWith("WHO-OK") && !this.#knowsList) this.#isOld = true;
  }
}

import type { SessionOwner, UserSession } from "../serving/roster.ts";
import type { UserFacts } from "./wire.ts";

/** The connection of a user of another server, as operators see it. */
export class RemoteSession implements UserSession {
  readonly peer: UserSession["peer"];
  readonly #putOut: (text: string, reason: string) => Promise<void>;

  /**
   * @param facts The facts that the other server has told last.
   * @param putOut Asks the other server to put the user out. Resolves once that is done.
   */
  constructor(public facts: UserFacts, putOut: (text: string, reason: string) => Promise<void>) {
    this.peer = { hostname: facts.address, port: facts.port };
    this.#putOut = putOut;
  }

  get dialect(): string {
    return this.facts.dialect;
  }

  get owner(): SessionOwner {
    return { key: this.facts.owner, readsIds: this.facts.readsIds === true };
  }

  get loggedInAt(): number {
    return this.facts.loggedInAt;
  }

  putOut(text: string, reason = text): Promise<void> {
    return this.#putOut(text, reason);
  }

  /** The other server delivers the messages that have waited for its user. */
  deliverAgain(): void {}

  /** The other server counts the bytes of its user. */
  charge(): void {}
}

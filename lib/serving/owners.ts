import { keyOf } from "../chat/user.ts";
import type { LoginRequest, LoginResult } from "../dialects/login.ts";
import { Refusal } from "../errors/refusal.ts";
import { OWNER_CAME_BACK } from "../net/end_reasons.ts";

/** A session that its owner may end from another connection. */
export interface OwnedSession {
  /** The network that the client is in. */
  readonly network: string;
  /** The user's name. */
  readonly name: string | undefined;
  /** Tells the client why its connection ends, and ends it. */
  dismiss(reason: string): void;
}

/** The sessions of users who are on other servers. */
export interface Elsewhere {
  /** Ends the session of the same owner with that name. Returns `undefined` if there is none. */
  endEarlier(token: string, network: string, name: string): Promise<true> | undefined;
}

/** The longest token of a client. Longer ones own nothing. */
const MAX_TOKEN_LENGTH = 100;

/**
 * The sessions of clients that have named a token: a secret that only the client knows. After a lost
 * connection, a client with the same token in the same network may end the session that it left behind.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const owners = new Owners();
 * const ended: string[] = [];
 * const dismiss = (reason: string) => void ended.push(reason);
 * const session = (network: string) => ({ network, name: "ann", dismiss });
 * const ghost = session("192.0.2.1");
 * owners.add("secret", ghost);
 * assert.equal(owners.endEarlier("secret", session("198.51.100.1")), false);
 * assert.equal(owners.endEarlier("guess", session("192.0.2.1")), false);
 * assert.equal(owners.endEarlier("secret", session("192.0.2.1")), true);
 * assert.deepEqual(ended, ["its owner has connected again"]);
 * ```
 */
export class Owners {
  readonly #sessions = new Map<string, OwnedSession>();
  readonly #elsewhere: Elsewhere | undefined;

  /** @param elsewhere The sessions on other servers. */
  constructor(elsewhere?: Elsewhere) {
    this.#elsewhere = elsewhere;
  }

  /** Records the owner of a session. */
  add(token: string, session: OwnedSession): void {
    if (isToken(token)) this.#sessions.set(ownerOf(token, session), session);
  }

  /** Forgets a session that has ended. */
  delete(token: string, session: OwnedSession): void {
    const key = ownerOf(token, session);
    if (this.#sessions.get(key) === session) this.#sessions.delete(key);
  }

  /**
   * Ends the other session of the same owner. Reports whether there was one.
   *
   * @param name Ends it only if it has this name.
   */
  endEarlier(token: string, session: OwnedSession, name?: string): boolean {
    const earlier = this.#sessions.get(ownerOf(token, session));
    if (!earlier || earlier === session) return false;
    if (name !== undefined && keyOf(earlier.name ?? "") !== keyOf(name)) return false;
    earlier.dismiss(OWNER_CAME_BACK);
    return true;
  }

  /** Logs in again if only the session that the client itself has left behind is in the way. */
  logInAgain(
    result: LoginResult | Promise<LoginResult>,
    { name, token }: LoginRequest,
    session: OwnedSession,
    logIn: () => LoginResult | Promise<LoginResult>,
  ): LoginResult | Promise<LoginResult> {
    if (token === undefined) return result;
    const again = (result: LoginResult): LoginResult | Promise<LoginResult> => {
      if (!(result instanceof Refusal) || result.code !== "name-taken") return result;
      if (this.endEarlier(token, session, name)) return logIn();
      const { network } = session;
      const ended = isToken(token) && this.#elsewhere?.endEarlier(token, network, name);
      return ended ? ended.then(logIn) : result;
    };
    return result instanceof Promise ? result.then(again) : again(result);
  }
}

/** Reports whether a token can own something: clients without one send an empty text. */
export function isToken(token: string): boolean {
  return token !== "" && token.length <= MAX_TOKEN_LENGTH;
}

/** Returns what tells the client of a session from all others. */
export function ownerOf(token: string, { network }: Pick<OwnedSession, "network">): string {
  return `${network} ${token.slice(0, MAX_TOKEN_LENGTH + 1)}`;
}

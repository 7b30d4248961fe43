import type { Hub, LoginRefusal } from "../chat/hub.ts";
import { isAddress, type User } from "../chat/user.ts";
import { BoundedLines, lineText } from "../framing/lines.ts";
import type { Dialect, Peer, Session } from "./dialect.ts";
import { MOST_LOGINS, type PasswordRefusal } from "./password.ts";

/** The longest line that is kept of somebody who has not logged in, in bytes: anybody can connect. */
const BEFORE_LOGIN = 64 * 1024;

/** What dialects of lines can be told. */
export interface LineOptions {
  /** The longest line that is taken, in bytes. */
  readonly maxLine: number;
}

/** Why a login is refused. */
export type Refusal = LoginRefusal | PasswordRefusal | "bad" | "crowded";

/** What sessions of the dialects of lines have in common. */
export abstract class LineSession implements Session {
  protected readonly hub: Hub;
  protected readonly peer: Peer;
  /** Who has logged in. */
  protected user: User | undefined;
  readonly #dialect: Dialect;
  readonly #lines: BoundedLines;
  readonly #maxLine: number;
  #failedLogins = 0;
  #isOver = false;

  constructor(dialect: Dialect, hub: Hub, peer: Peer, { maxLine }: LineOptions) {
    this.#dialect = dialect;
    this.hub = hub;
    this.peer = peer;
    this.#maxLine = maxLine;
    this.#lines = new BoundedLines(Math.min(maxLine, BEFORE_LOGIN), {
      onLine: (line) => this.#isOver || this.onLine(lineText(line)),
      onTooLong: (start) => this.#isOver || this.onTooLong(start),
    });
  }

  /** @param line `undefined` when it is not UTF-8. */
  protected abstract onLine(line: string | undefined): void;
  protected abstract onTooLong(start: Uint8Array): void;

  receive(bytes: Uint8Array): void {
    this.#lines.push(bytes);
  }

  close(): void {
    if (this.user) this.hub.logout(this.user);
    this.user = undefined;
  }

  /** Logs in under exactly that name, unless there is a reason not to. */
  protected login(name: string, password: string): User | Refusal {
    // First: who does not know the password learns nothing about names.
    const user = this.peer.checkPassword?.(password) ?? this.#loginTo(name);
    if (typeof user === "string") {
      this.#failedLogins++;
    } else {
      this.user = user;
      this.#lines.maxBytes = this.#maxLine;
      this.peer.identify(user, this.#dialect);
    }
    return user;
  }

  #loginTo(name: string): User | Refusal {
    if (!isAddress(name)) return "bad";
    return this.peer.isCrowded ? "crowded" : this.hub.login(name);
  }

  /** Whether so many logins have failed that the connection has to end. */
  protected get hasTriedEnough(): boolean {
    return this.#failedLogins >= MOST_LOGINS;
  }

  /** Ends the connection; what else it brings is not looked at. */
  protected end(reason: string): void {
    this.#isOver = true;
    this.close();
    this.peer.end(reason);
  }
}

import type { Hub } from "../chat/hub.ts";
import type { User } from "../chat/user.ts";
import type { Dialect, Peer, Session } from "../dialects/dialect.ts";
import type { PasswordRefusal } from "../dialects/password.ts";
import type { Connection, Handler } from "../net/connection.ts";
import type { FanOut } from "./fan_out.ts";
import type { PasswordGuard } from "./password_guard.ts";
import type { Status } from "../net/status.ts";

/** What the members of a chat have in common. */
export interface Chat {
  readonly hub: Hub;
  readonly fanOut: FanOut;
  /** For how long a client may say nothing before it has logged in, in milliseconds. */
  readonly loginTimeout: number;
  /** Who lets users in, where a password is asked for. */
  readonly guard: PasswordGuard | undefined;
  onStatus(status: Status): void;
}

/** Why somebody has to go who does not log in. */
const SILENT = "silent for too long";
const LATE = "took too long to log in";

/** Within how many times the longest silence somebody has to log in, whatever they send. */
const LOGIN_WITHIN = 5;

/** For how long somebody may be silent who cannot log in, in milliseconds. */
const CROWDED_SILENCE = 10_000;

/** A connection on which somebody chats, or is about to log in. */
export class Member implements Handler, Peer {
  readonly checkPassword: ((password: string) => PasswordRefusal | undefined) | undefined;
  readonly #connection: Connection;
  readonly #chat: Chat;
  readonly #session: Session;
  readonly #openedAt = performance.now();
  #user: User | undefined;
  #dialect: Dialect | undefined;

  constructor(connection: Connection, dialect: Dialect, chat: Chat) {
    this.#connection = connection;
    this.#chat = chat;
    const { guard } = chat;
    const { hostname } = connection.peer;
    this.checkPassword = guard && ((password) => guard.check(password, hostname));
    connection.maxSilence = connection.isCrowded ? CROWDED_SILENCE : chat.loginTimeout;
    this.#session = dialect.open(chat.hub, this);
  }

  get isCrowded(): boolean {
    return this.#connection.isCrowded;
  }

  get name(): string | undefined {
    return this.#user?.name;
  }

  /** What the user speaks, after the login. */
  get dialect(): string | undefined {
    return this.#dialect?.name;
  }

  receive(bytes: Uint8Array): void {
    if (!this.#user && this.#isLate) return this.#dismiss(LATE);
    this.#session.receive(bytes);
  }

  /** Whether it has gone on without a login for too long, however little silent it was. */
  get #isLate(): boolean {
    return performance.now() - this.#openedAt > LOGIN_WITHIN * this.#chat.loginTimeout;
  }

  close(): void {
    this.#session.close();
    this.#hearNoMore();
  }

  silent(): void {
    this.#dismiss(SILENT);
  }

  #dismiss(reason: string): void {
    this.tell(reason);
    this.end(reason);
  }

  tell(reason: string): void {
    this.#session.tell?.(reason);
  }

  send(bytes: Uint8Array): void {
    this.#connection.send(bytes);
  }

  identify(user: User, dialect: Dialect): void {
    const { fanOut, onStatus } = this.#chat;
    const { outbox, peer } = this.#connection;
    this.#user = user;
    this.#dialect = dialect;
    // Who has logged in may listen for as long as they like.
    this.#connection.maxSilence = Infinity;
    fanOut.add(user, { dialect, outbox });
    onStatus({ type: "named", peer, name: user.name, dialect: dialect.name });
  }

  end(reason: string): void {
    this.#hearNoMore();
    this.#connection.end(reason);
  }

  #hearNoMore(): void {
    if (this.#user) this.#chat.fanOut.remove(this.#user);
  }
}

import type { Departure } from "../chat/event.ts";
import type { User } from "../chat/user.ts";
import type { CommandReply, Dialect, Peer } from "../dialects/dialect.ts";
import type { LoginRequest, LoginResult } from "../dialects/login.ts";
import { Refusal } from "../errors/refusal.ts";
import type { History } from "../history/history.ts";
import type { Timer } from "../net/clock.ts";
import type { Connection } from "../net/connection.ts";
import { SILENT, TOO_LATE, TOO_MANY_PENDING } from "../net/end_reasons.ts";
import type { ConnectionHandler, Session } from "../net/session.ts";
import type { PeerAddress } from "../transport/socket.ts";
import type { LoginOrigin } from "./admission.ts";
import { BLOCK_COST_BYTES, blocksOf } from "./blocks_of.ts";
import type { Chat } from "./chat.ts";
import { ReplyHold } from "./confirmations.ts";
import { Identity } from "./identity.ts";
import { OwnerToken } from "./owner_token.ts";
import type { OwnedSession } from "./owners.ts";
import type { PendingLogin } from "./pending_logins.ts";
import type { UserSession } from "./roster.ts";
import type { ServerList } from "./server_list.ts";
import { UserActor } from "./user_actor.ts";
import { WaitingDelivery } from "./waiting_delivery.ts";

const TLS_REQUIRED = new Refusal("tls-required");

/** A login may take this many times the longest silence, however much the client sends meanwhile. */
const LOGIN_TIMEOUT_FACTOR = 5;

/** The longest silence on a connection that cannot log in, in milliseconds. */
const OVER_LIMIT_IDLE_MS = 10_000;

/** How long a client that makes room for another may take to close, in milliseconds. */
const MAKE_ROOM_LINGER_MS = 100;

/** A connection of a client that chats, or is about to log in. */
export class ChatConnection
  implements ConnectionHandler, Peer, PendingLogin, OwnedSession, UserSession {
  readonly #connection: Connection;
  readonly #chat: Chat;
  readonly #session: Session;
  readonly #hold: ReplyHold | undefined;
  readonly #openedAt: number;
  #user: User | undefined;
  #dialect: Dialect | undefined;
  readonly owner: OwnerToken;
  readonly identity: Identity;
  readonly servers: ServerList | undefined;
  #waiting: WaitingDelivery | undefined;
  #loggedInAt = 0;
  #hasEnded = false;

  constructor(connection: Connection, dialect: Dialect, chat: Chat) {
    this.#connection = connection;
    this.#chat = chat;
    this.identity = new Identity(chat, this);
    this.owner = new OwnerToken(chat, this);
    this.servers = chat.servers;
    this.#openedAt = chat.clock.now();
    connection.maxIdleMs = connection.isOverAddressLimit ? OVER_LIMIT_IDLE_MS : chat.loginTimeout;
    if (chat.confirmations) this.#hold = new ReplyHold(chat.confirmations, connection.writer);
    this.#session = dialect.open(chat.hub, this);
    chat.pendingLogins.add(this);
  }

  get network(): string {
    return this.#connection.address.key;
  }

  get transport(): string | undefined {
    return this.#connection.socket.transport;
  }

  get ageMs(): number {
    return this.#chat.clock.now() - this.#openedAt;
  }

  get asksForPassword(): boolean {
    // The answer to a login says why it is refused: no password may be sent before that.
    return this.#chat.admission.asksForPassword && this.#connection.socket.refusal === undefined;
  }

  isRegistered(name: string): boolean {
    return this.#chat.admission.isRegistered(name);
  }

  get name(): string | undefined {
    return this.#user?.name;
  }

  get dialect(): string | undefined {
    return this.#dialect?.name;
  }

  get peer(): PeerAddress {
    return this.#connection.peer;
  }

  get loggedInAt(): number {
    return this.#loggedInAt;
  }

  receive(bytes: Uint8Array, hasMore?: boolean): Promise<void> | void {
    if (this.#chat.paused) return this.#chat.paused;
    if (!this.#user && this.#isLate) return this.dismiss(TOO_LATE);
    if (!this.#hold) return this.#session.receive(bytes);
    return this.#hold.during(() => this.#session.receive(bytes), hasMore);
  }

  get #isLate(): boolean {
    return this.ageMs > LOGIN_TIMEOUT_FACTOR * this.#chat.loginTimeout;
  }

  close(): void {
    try {
      this.#session.close();
    } finally {
      this.#chat.pendingLogins.delete(this);
      this.#logout();
    }
  }

  makeRoom(): void {
    // A connection that waits for its client to close makes room without a word.
    if (this.#hasEnded || !this.#connection.isOpen) return this.drop();
    try {
      this.explainEnd(TOO_MANY_PENDING);
      this.#logout();
      this.#connection.end(TOO_MANY_PENDING, MAKE_ROOM_LINGER_MS);
    } catch (error) {
      // Otherwise the bug would end the new connection that needs the room.
      this.#connection.onInternalError(error);
    }
  }

  drop(): void {
    this.#connection.drop(TOO_MANY_PENDING);
  }

  onIdle(): void {
    this.dismiss(SILENT);
  }

  onSocketError(reason: string): void {
    this.end(reason);
  }

  dismiss(reason: string): void {
    this.putOut(reason);
  }

  putOut(text: string, reason = text): void {
    this.explainEnd(text);
    this.end(reason);
  }

  explainEnd(reason: string): void {
    this.#session.explainEnd?.(reason);
  }

  explainStop(reason: string): void {
    this.#session.explainStop?.(reason);
  }

  send(bytes: Uint8Array): void {
    this.#hold?.beforeReply();
    this.#connection.send(bytes);
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    return this.#connection.setTimer(delayMs, callback);
  }

  get history(): History {
    return this.#chat.history;
  }

  command(line: string): CommandReply | Promise<CommandReply> | undefined {
    const actor = new UserActor(this.#user!, this, this.#chat);
    return this.#chat.commands.run(actor, line);
  }

  changeForm(dialect: Dialect): void {
    this.#dialect = dialect;
    this.#chat.fanOut.changeForm(this.#user!, dialect);
  }

  blocks(names?: readonly string[]): readonly string[] | Refusal<"refused"> {
    if (names) this.charge(names.length * BLOCK_COST_BYTES);
    return blocksOf(this.#chat.accounts, this.#user!.name, names);
  }

  deliverWaiting(): void {
    this.#waiting ??= new WaitingDelivery(this.#connection, this.#chat.mailbox, this.#user!);
    this.deliverAgain();
    this.#chat.missed.deliver(this.#user!);
  }

  deliverAgain(): void {
    this.#waiting?.deliver();
  }

  charge(bytes: number): void {
    this.#connection.charge(bytes);
  }

  limitSilence(ms: number): void {
    this.#connection.maxIdleMs = ms;
  }

  get user(): User | undefined {
    return this.#user;
  }

  get isHere(): boolean {
    return !this.#hasEnded;
  }

  get origin(): LoginOrigin {
    const { isOverAddressLimit, peer: { hostname: address } } = this.#connection;
    const pause = (delayMs: number) => this.#connection.sleep(delayMs);
    return { address, network: this.network, isOverAddressLimit, pause };
  }

  login(request: LoginRequest, dialect: Dialect): LoginResult | Promise<LoginResult> {
    const { refusal } = this.#connection.socket;
    if (refusal !== undefined) {
      // Once the session has told the client.
      queueMicrotask(() => this.end(refusal));
      return TLS_REQUIRED;
    }
    const logIn = () => this.#chat.admission.login(request, this.origin);
    const result = this.#chat.owners.logInAgain(logIn(), request, this, logIn);
    return result instanceof Promise
      ? this.#waitForAnswer(result, request, dialect)
      : this.#onAnswer(result, request, dialect);
  }

  own(token: string): boolean | Promise<boolean> {
    return this.owner.change(token, this.#user, this.#dialect?.readsIds === true);
  }

  /** The connection is not read meanwhile, so that no other timeout would end it. */
  async #waitForAnswer(
    answer: Promise<LoginResult>,
    request: LoginRequest,
    dialect: Dialect,
  ): Promise<LoginResult> {
    const timeout = this.setTimer(this.#chat.loginTimeout, () => this.dismiss(TOO_LATE));
    try {
      return this.#onAnswer(await answer, request, dialect);
    } finally {
      timeout.cancel();
    }
  }

  #onAnswer(result: LoginResult, { token }: LoginRequest, dialect: Dialect): LoginResult {
    const { fanOut, roster, admission, pendingLogins, onStatus } = this.#chat;
    const { isOpen, peer } = this.#connection;
    if (!isOpen || this.#hasEnded) {
      // The connection ended while the answer was pending: the session must not go on.
      this.#session.close();
      if (!(result instanceof Refusal)) admission.logout(result);
      return result;
    }
    if (result instanceof Refusal) return result;
    this.#user = result;
    this.#dialect = dialect;
    pendingLogins.delete(this);
    // A user may listen in silence for as long as they like.
    this.#connection.maxIdleMs = Infinity;
    this.#loggedInAt = Date.now();
    fanOut.add(result, { dialect, connection: this.#connection });
    roster.add(result, this);
    if (token !== undefined) this.own(token);
    onStatus({ type: "named", peer, name: result.name, dialect: dialect.name });
    return result;
  }

  end(reason: string, farewell?: string): void {
    this.#logout({ reason: "disconnected", farewell });
    this.#connection.end(reason);
  }

  /** Tells others that the user has left, once. The name stays known to the operator. */
  #logout(departure?: Departure): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (!this.#user) return;
    this.owner.forget();
    try {
      this.#waiting?.end();
      this.#chat.admission.logout(this.#user, departure);
    } finally {
      this.#chat.fanOut.remove(this.#user);
      this.#chat.roster.remove(this.#user);
    }
  }
}

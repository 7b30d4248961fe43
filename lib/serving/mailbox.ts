import type { Text } from "../chat/event.ts";
import type { AbsentRefusal, Hub } from "../chat/hub.ts";
import { normalName } from "../chat/name.ts";
import { addressOf, keyOf, type User } from "../chat/user.ts";
import { Refusal } from "../errors/refusal.ts";
import { encodeText } from "../framing/encode_text.ts";
import { StoreError } from "../store/store_error.ts";
import type { WaitingMessage, WaitingTable } from "../store/waiting_table.ts";
import type { Accounts } from "./accounts/accounts.ts";
import { Receipts } from "./receipts.ts";
import type { ChangeObserver, WaitingRow } from "./shared_rows.ts";
import { localTime } from "../framing/local_time.ts";

/** How many messages may wait for one person, and how many of them from one sender. */
const MAX_WAITING = 100;
const MAX_FROM_SENDER = 20;

/** The longest message that waits, in bytes. */
const MAX_MESSAGE_BYTES = 64 * 1024;

/** How long a message waits. */
const MAX_DAYS = 30;
const DAY_MS = 24 * 3600 * 1000;
export const MAX_WAITING_MS = MAX_DAYS * DAY_MS;

/** How many messages are removed at once when they have waited too long: others wait meanwhile. */
const EXPIRED_AT_ONCE = 200;

/** When to try again to deliver a message that another server may be delivering, in milliseconds. */
const CLAIM_AGAIN_MS = 1000;

/** How long receipts for messages that another server has delivered are gathered, in milliseconds. */
const RECEIPTS_MS = 50;

/** What a message that waits costs its sender, besides its bytes: it is written to a file. */
const WAITING_COST_BYTES = 4096;

/** The options of a {@linkcode Mailbox}. */
export interface MailboxOptions {
  readonly hub: Pick<Hub, "users" | "tell" | "deliverLate">;
  /** Hands a user who is logged in here what has come since {@linkcode Mailbox.fetch}. */
  deliverAgain?(user: User): void;
  readonly accounts: Pick<Accounts, "find">;
  readonly table: WaitingTable;
  /** The maximum size of all messages that wait, in bytes. */
  readonly maxBytes: number;
  /**
   * Returns an id behind those of all events so far. A message keeps it until it is delivered, so a client
   * that gets it twice, because its server ended at that moment, can tell.
   */
  nextId?(): number;
  /** Counts bytes towards a user's rate. */
  charge(user: User, bytes: number): void;
  /** Gets a failure of the store. The chat goes on. */
  onProblem(error: StoreError): void;
  /** Returns the milliseconds since 1970. */
  now?(): number;
}

/** Makes sure that only one of several servers delivers a message. */
export interface DeliveryClaims {
  /** Resolves with those of the messages that this server, and no other, may deliver now. */
  claim(ids: readonly number[]): Promise<ReadonlySet<number>>;
  /** Gives back what was not delivered, or the claim on a message that was. */
  release(ids: readonly number[]): void;
}

/** The mailboxes of servers that act as one. */
export interface SharedMail {
  readonly claims: DeliveryClaims;
  readonly onChange: ChangeObserver;
  later(delayMs: number, callback: () => void): void;
}

const NO_SUCH_USER = new Refusal("no-such-user");

/** The private messages for registered names that are not logged in. */
export class Mailbox {
  readonly #options: MailboxOptions;
  readonly #now: () => number;
  /** The users who have sent messages since they logged in, by the messages' ids. */
  readonly #senders = new Map<number, User>();
  readonly #receipts = new Receipts((sender, text) => this.#tellIfHere(sender, text));
  /** The messages that connections are being handed now, where several servers act as one. */
  readonly #inHands = new Set<number>();
  /** Set where several servers act as one. */
  shared: SharedMail | undefined;
  #bytes: number | undefined;

  constructor(options: MailboxOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Keeps a message for somebody who is not logged in, and tells the sender so. */
  take(from: User, address: string, message: Text): AbsentRefusal | undefined {
    const { accounts, hub, table, charge } = this.#options;
    const account = accounts.find(address);
    // As for users who are logged in: names with one key may have several addresses.
    if (!account || normalName(addressOf(account.name)) !== normalName(address)) {
      return NO_SUCH_USER;
    }
    const text = String(message);
    const size = encodeText(text).length;
    try {
      const problem = this.#problemWith(account.key, from, size);
      if (problem !== undefined) {
        return new Refusal("mailbox-full", `${address} is not here, and ${problem}`);
      }
      const row = { account: account.key, sender: from.name, time: this.#now(), text };
      const id = table.add(account.key, row, this.#options.nextId?.());
      this.#senders.set(id, from);
      this.#bytes! += size;
      this.shared?.onChange({ kind: "waiting", key: String(id), row });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#options.onProblem(error);
      return new Refusal(
        "mailbox-full",
        `${address} is not here, and the server cannot keep messages now`,
      );
    }
    charge(from, size + WAITING_COST_BYTES);
    hub.tell(from, `${address} is not here: your message waits for up to ${MAX_DAYS} days`);
  }

  #problemWith(account: string, from: User, size: number): string | undefined {
    const { table, maxBytes } = this.#options;
    if (size > MAX_MESSAGE_BYTES) {
      return `only messages of up to ${MAX_MESSAGE_BYTES / 1024} KiB can wait`;
    }
    this.expire();
    if (table.count(account) >= MAX_WAITING) return `${MAX_WAITING} messages wait already`;
    if (table.countFrom(account, from.name) >= MAX_FROM_SENDER) {
      return `${MAX_FROM_SENDER} of your messages wait already`;
    }
    this.#bytes ??= table.bytes();
    return this.#bytes + size > maxBytes ? "the server has no room for more messages" : undefined;
  }

  /**
   * Returns the messages that wait for a user, for {@linkcode deliver}. Where several servers act as
   * one, they are this server's to deliver until {@linkcode confirm} or {@linkcode giveBack}.
   */
  fetch(user: User): readonly WaitingMessage[] | Promise<readonly WaitingMessage[]> {
    const messages = this.#waitingFor(user).filter(({ id }) => !this.#inHands.has(id));
    return this.shared && messages.length > 0 ? this.#claim(user, messages, this.shared) : messages;
  }

  async #claim(
    user: User,
    messages: readonly WaitingMessage[],
    { claims, later }: SharedMail,
  ): Promise<readonly WaitingMessage[]> {
    const ids = messages.map(({ id }) => id);
    for (const id of ids) this.#inHands.add(id);
    const granted = await claims.claim(ids);
    for (const id of ids) if (!granted.has(id)) this.#inHands.delete(id);
    // Another server may have delivered some meanwhile.
    const waiting = this.#waitingFor(user).filter(({ id }) => granted.has(id));
    const gone = [...granted].filter((granted) => !waiting.some(({ id }) => id === granted));
    if (gone.length > 0) this.#release(gone);
    if (granted.size < ids.length) later(CLAIM_AGAIN_MS, () => this.#deliverAgain(user));
    return waiting;
  }

  #waitingFor(user: User): readonly WaitingMessage[] {
    const account = this.#options.accounts.find(user.name);
    if (!account) return [];
    const { table } = this.#options;
    return this.#guard(() => table.of(account.key, this.#now() - MAX_WAITING_MS)) ?? [];
  }

  /** Sends messages to a user. They stay in the mailbox until {@linkcode confirm}. */
  deliver(user: User, messages: readonly WaitingMessage[]): void {
    const now = this.#now();
    for (const { id, sender, time, text } of messages) {
      const plainText = `(${localTime(time, now)}) ${text}`;
      this.#options.hub.deliverLate(user, { id, from: sender, text, plainText, time });
    }
  }

  /** Removes messages that a user has got, and tells their senders, if they are here. */
  confirm(user: User, messages: readonly WaitingMessage[]): void {
    const ids = messages.map(({ id }) => id);
    const receiver = user.address;
    this.#guard(() => this.#options.table.remove(ids));
    this.#bytes = undefined;
    for (const message of messages) {
      const key = String(message.id);
      this.shared?.onChange({ kind: "waiting", key, row: undefined, receiver });
      this.#thank(receiver, message);
    }
    this.#receipts.send(this.#now());
    this.#release(ids);
  }

  /** Keeps messages that a user has not got. */
  giveBack(messages: readonly WaitingMessage[]): void {
    this.#release(messages.map(({ id }) => id));
  }

  /**
   * Takes over a change from another server.
   *
   * @param receiver The user who has got the message there.
   */
  apply(id: number, row: WaitingRow | undefined, receiver?: string): void {
    const { table, hub } = this.#options;
    const known = table.find(id);
    this.#bytes = undefined;
    if (!row) {
      table.remove([id]);
      if (known && receiver !== undefined) this.#thank(receiver, known);
      this.#senders.delete(id);
      // The changes for the other messages that the receiver has got come with this one.
      if (this.#receipts.size > 0) {
        this.shared?.later(RECEIPTS_MS, () => this.#receipts.send(this.#now()));
      }
      return;
    }
    if (!known) table.add(row.account, row, id);
    const user = hub.users.get(row.account);
    if (user) this.#deliverAgain(user);
  }

  #deliverAgain(user: User): void {
    const { deliverAgain, hub } = this.#options;
    if (hub.users.get(keyOf(user.name)) === user) deliverAgain?.(user);
  }

  /** The sender may have left since the receipt was due. */
  #tellIfHere(sender: User, text: string): void {
    const { hub } = this.#options;
    if (hub.users.get(keyOf(sender.name)) === sender) hub.tell(sender, text);
  }

  #release(ids: readonly number[]): void {
    for (const id of ids) this.#inHands.delete(id);
    this.shared?.claims.release(ids);
  }

  #thank(receiver: string, message: WaitingMessage): void {
    const sender = this.#presentSender(message);
    this.#senders.delete(message.id);
    if (sender) this.#receipts.add(sender, receiver, message);
  }

  /** Removes some of the messages that have waited too long. */
  expire(): void {
    const until = this.#now() - MAX_WAITING_MS;
    const count = this.#guard(() => this.#options.table.expire(until, EXPIRED_AT_ONCE));
    if (count) this.#bytes = undefined;
  }

  /** Returns the sender if that person is here, and not only somebody with the same name. */
  #presentSender({ id, sender, time }: WaitingMessage): User | undefined {
    const { accounts, hub } = this.#options;
    const user = hub.users.get(keyOf(sender));
    // Otherwise the server tells the sender that the sender is connected to.
    if (!user || user.server !== undefined) return undefined;
    const account = accounts.find(sender);
    const wasRegistered = account !== undefined && account.created <= time;
    return wasRegistered || user === this.#senders.get(id) ? user : undefined;
  }

  #guard<Result>(act: () => Result): Result | undefined {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#options.onProblem(error);
    }
  }
}

import type { Text } from "../chat/event.ts";
import type { AbsentRefusal, Hub } from "../chat/hub.ts";
import { normalName } from "../chat/name.ts";
import { addressOf, keyOf, type User } from "../chat/user.ts";
import { Refusal } from "../errors/refusal.ts";
import { encodeText } from "../framing/encode_text.ts";
import { StoreError } from "../store/store_error.ts";
import type { WaitingMessage, WaitingTable } from "../store/waiting_table.ts";
import type { Accounts } from "./accounts/accounts.ts";
import { localTime } from "../framing/local_time.ts";

/** How many messages may wait for one person, and how many of them from one sender. */
const MAX_WAITING = 100;
const MAX_FROM_SENDER = 20;

/** The longest message that waits, in bytes. */
const MAX_MESSAGE_BYTES = 64 * 1024;

/** How long a message waits. */
const MAX_DAYS = 30;
const DAY_MS = 24 * 3600 * 1000;

/** How many messages are removed at once when they have waited too long: others wait meanwhile. */
const EXPIRED_AT_ONCE = 200;

/** What a message that waits costs its sender, besides its bytes: it is written to a file. */
const WAITING_COST_BYTES = 4096;

/** The options of a {@linkcode Mailbox}. */
export interface MailboxOptions {
  readonly hub: Pick<Hub, "users" | "tell" | "deliverLate">;
  readonly accounts: Pick<Accounts, "find">;
  readonly table: WaitingTable;
  /** The maximum size of all messages that wait, in bytes. */
  readonly maxBytes: number;
  /** Counts bytes towards a user's rate. */
  charge(user: User, bytes: number): void;
  /** Gets a failure of the store. The chat goes on. */
  onProblem(error: StoreError): void;
  /** Returns the milliseconds since 1970. */
  now?(): number;
}

const NO_SUCH_USER = new Refusal("no-such-user");

/** The private messages for registered names that are not logged in. */
export class Mailbox {
  readonly #options: MailboxOptions;
  readonly #now: () => number;
  /** The users who have sent messages since they logged in, by the messages' ids. */
  readonly #senders = new Map<number, User>();
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
      const id = table.add(account.key, { sender: from.name, time: this.#now(), text });
      this.#senders.set(id, from);
      this.#bytes! += size;
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
   * Sends the messages that wait for a user. They stay in the mailbox until {@linkcode confirm}.
   *
   * @returns the messages.
   */
  deliverTo(user: User): readonly WaitingMessage[] {
    const { accounts, hub, table } = this.#options;
    const account = accounts.find(user.name);
    if (!account) return [];
    const now = this.#now();
    const messages = this.#guard(() => table.of(account.key, now - MAX_DAYS * DAY_MS)) ?? [];
    for (const { sender, time, text } of messages) {
      const plainText = `(${localTime(time, now)}) ${text}`;
      hub.deliverLate(user, { from: sender, text, plainText, time });
    }
    return messages;
  }

  /** Removes messages that a user has got, and tells their senders, if they are here. */
  confirm(user: User, messages: readonly WaitingMessage[]): void {
    this.#guard(() => this.#options.table.remove(messages.map(({ id }) => id)));
    this.#bytes = undefined;
    const bySender = Map.groupBy(messages, (message) => this.#presentSender(message));
    for (const { id } of messages) this.#senders.delete(id);
    for (const [sender, messages] of bySender) {
      if (sender) this.#options.hub.tell(sender, receiptText(user, messages, this.#now()));
    }
  }

  /** Removes some of the messages that have waited too long. */
  expire(): void {
    const until = this.#now() - MAX_DAYS * DAY_MS;
    const count = this.#guard(() => this.#options.table.expire(until, EXPIRED_AT_ONCE));
    if (count) this.#bytes = undefined;
  }

  /** Returns the sender if that person is here, and not only somebody with the same name. */
  #presentSender({ id, sender, time }: WaitingMessage): User | undefined {
    const user = this.#options.hub.users.get(keyOf(sender));
    const account = this.#options.accounts.find(sender);
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

function receiptText(to: User, messages: readonly WaitingMessage[], now: number): string {
  const [{ time }] = messages as [WaitingMessage];
  return messages.length === 1
    ? `${to.address} has got your message of ${localTime(time, now)}`
    : `${to.address} has got your ${messages.length} messages`;
}

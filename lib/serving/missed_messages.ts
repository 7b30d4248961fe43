import type { ChatEvent, EventSink } from "../chat/event.ts";
import type { Hub } from "../chat/hub.ts";
import { keyOf, type User } from "../chat/user.ts";
import type { Clock, Timer } from "../net/clock.ts";
import type { Roster } from "./roster.ts";

/**
 * How long messages are kept, in milliseconds: longer than a client takes to notice that its connection
 * or its server is dead, and to come back.
 */
const MAX_AGE_MS = 180_000;

/** How often older ones are removed, in milliseconds. */
const SWEEP_MS = 30_000;

/** How many messages are kept, and their length together in UTF-16 code units. */
const MAX_MESSAGES = 10_000;
const MAX_LENGTH = 16 * 1024 * 1024;

/** The length of those for one user: a client that comes back gets them at once. */
const MAX_LENGTH_FOR_ONE = 256 * 1024;

/** A message that goes to users wherever they are, and that no history has. */
export type DirectEvent = ChatEvent & { readonly type: "private" | "broadcast" };

/** The parts that {@linkcode MissedMessages} work with. */
export interface MissedMessagesParts {
  readonly hub: Pick<Hub, "user">;
  readonly roster: Roster;
  readonly clock: Clock;
  /** Sends a user a message that was sent before, with the id that it had. */
  repeat(event: DirectEvent, to: User): void;
}

interface Kept {
  /** `undefined` once it is dropped: the text goes at once, and the rest when it is the oldest. */
  event: DirectEvent | undefined;
  readonly at: number;
  readonly owner: Keeper;
}

/** The messages that are kept for somebody, the oldest first. */
interface Keeper {
  messages: Kept[];
  length: number;
}

/** A client, over all of its connections. */
interface Recipient extends Keeper {
  key: string;
  user: User;
  /** When it logged in first. */
  readonly since: number;
  seenAt: number;
  /** Whether it has come back, and has not got yet what it may have missed. */
  isBack: boolean;
}

/**
 * The private messages of users of this server, and all broadcasts, of the last minutes. A message may be
 * lost with a connection or a server, although it was sent. A client that reads ids and comes back
 * with its token gets all of them again, with their ids, and leaves out those that it has.
 */
export class MissedMessages implements EventSink {
  readonly #parts: MissedMessagesParts;
  /** By the name and the secret of the client. */
  readonly #recipients = new Map<string, Recipient>();
  readonly #byUser = new WeakMap<User, Recipient>();
  readonly #broadcasts: Keeper = { messages: [], length: 0 };
  /** All messages, the oldest first. */
  #kept: Kept[] = [];
  #length = 0;
  #timer: Timer | undefined;
  /** The users of this server who have come back in this turn. */
  readonly #due: User[] = [];
  #delivery: Timer | undefined;
  #isClosed = false;

  constructor(parts: MissedMessagesParts) {
    this.#parts = parts;
  }

  emit(event: ChatEvent): void {
    if (event.type === "broadcast") {
      if (!event.isNotice) this.#keep(event, this.#broadcasts);
    } else if (event.type === "private") {
      const recipient = this.#byUser.get(event.to);
      if (recipient && this.#isKeptHere(event)) this.#keep(event, recipient);
    }
  }

  /** Messages of users of other servers are kept there; those that have waited, here. */
  #isKeptHere({ from, plainText }: ChatEvent & { type: "private" }): boolean {
    if (plainText !== undefined) return true;
    return from.server === undefined && this.#parts.hub.user(from.address) === from;
  }

  #keep(event: DirectEvent, owner: Keeper): void {
    const text = String(event.text);
    const kept = { event: { ...event, text }, at: this.#now, owner };
    this.#kept.push(kept);
    owner.messages.push(kept);
    owner.length += text.length;
    this.#length += text.length;
    while (owner.length > MAX_LENGTH_FOR_ONE) this.#drop(owner.messages[0]!);
    while (this.#kept.length > MAX_MESSAGES || this.#length > MAX_LENGTH) this.#dropOldest();
    this.#sweepLater();
  }

  #dropOldest(): void {
    const oldest = this.#kept.shift()!;
    if (oldest.event) this.#drop(oldest);
  }

  /** Forgets the oldest message of its owner. */
  #drop(kept: Kept): void {
    const { length } = String(kept.event!.text);
    kept.event = undefined;
    kept.owner.messages.shift();
    kept.owner.length -= length;
    this.#length -= length;
  }

  /**
   * Learns that the client of a user, here or on another server, has named its token. If it has come
   * back, it gets what it may have missed.
   */
  onOwner(user: User): void {
    const session = this.#parts.roster.sessions.get(user);
    if (!session?.owner.readsIds || session.owner.key === undefined) return;
    const key = `${keyOf(user.name)} ${session.owner.key}`;
    const now = this.#now;
    const former = this.#byUser.get(user);
    const recipient = this.#recipients.get(key) ?? (former?.user === user ? former : undefined) ??
      { key, user, since: now, seenAt: now, isBack: false, messages: [], length: 0 };
    // A client may name one token after the other.
    if (former?.user === user) this.#recipients.delete(former.key);
    recipient.key = key;
    this.#recipients.set(key, recipient);
    recipient.isBack ||= recipient.user !== user;
    recipient.user = user;
    this.#byUser.set(user, recipient);
    if (user.server !== undefined) this.deliver(user);
    else if (recipient.isBack) this.#deliverLater(user);
    this.#sweepLater();
  }

  /** The client has to read first that it is logged in. Dialects may say earlier that it has. */
  #deliverLater(user: User): void {
    if (this.#isClosed) return;
    this.#due.push(user);
    this.#delivery ??= this.#parts.clock.setTimer(0, () => {
      this.#delivery = undefined;
      for (const user of this.#due.splice(0)) this.deliver(user);
    });
  }

  /** Sends a user what its client may have missed, if it has come back and knows that it is logged in. */
  deliver(user: User): void {
    const recipient = this.#byUser.get(user);
    if (!recipient?.isBack) return;
    recipient.isBack = false;
    const until = this.#now - MAX_AGE_MS;
    const own = recipient.messages.filter(({ at }) => at > until);
    // Each server has the broadcasts, so the server of the user sends them.
    const broadcasts = user.server === undefined ? this.#broadcasts.messages : [];
    const due = broadcasts.filter(({ at }) => at > Math.max(until, recipient.since));
    for (const { event } of [...own, ...due].sort((one, other) => one.at - other.at)) {
      const isOwn = event?.type === "broadcast" && keyOf(event.from.name) === keyOf(user.name);
      if (!event || isOwn) continue;
      this.#parts.repeat(event.type === "private" ? { ...event, to: user } : event, user);
    }
  }

  get #now(): number {
    return this.#parts.clock.now();
  }

  #sweepLater(): void {
    if (this.#isClosed) return;
    this.#timer ??= this.#parts.clock.setTimer(SWEEP_MS, () => {
      this.#timer = undefined;
      this.#sweep();
      if (this.#recipients.size > 0 || this.#kept.length > 0) this.#sweepLater();
    });
  }

  #sweep(): void {
    const [now, { sessions }] = [this.#now, this.#parts.roster];
    const until = now - MAX_AGE_MS;
    while (this.#kept.length > 0 && this.#kept[0]!.at <= until) this.#dropOldest();
    for (const [key, recipient] of this.#recipients) {
      if (sessions.has(recipient.user)) recipient.seenAt = now;
      else if (recipient.seenAt <= until) this.#recipients.delete(key);
    }
  }

  /** Stops. */
  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#delivery?.cancel();
  }
}

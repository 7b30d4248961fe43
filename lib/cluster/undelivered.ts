import type { ChatEvent } from "../chat/event.ts";
import type { Hub } from "../chat/hub.ts";
import { keyOf, type User } from "../chat/user.ts";
import type { Clock, Timer } from "../net/clock.ts";
import type { Roster, SessionOwner } from "../serving/roster.ts";
import type { ClusterIds } from "./cluster_ids.ts";

/** How long a message waits for a recipient whose server has ended, in milliseconds. */
const MAX_WAIT_MS = 120_000;

/** How many messages are kept, and their length together in UTF-16 code units. */
const MAX_MESSAGES = 10_000;
const MAX_LENGTH = 16 * 1024 * 1024;

/** The parts that {@linkcode Undelivered} works with. */
export interface UndeliveredParts {
  readonly hub: Pick<Hub, "tell" | "user" | "users" | "remote" | "sendPrivate">;
  readonly roster: Roster;
  readonly ids: ClusterIds;
  readonly clock: Clock;
}

/** A private message to a user of another server, which has not said yet that it has it. */
interface Message {
  readonly id: number;
  readonly time: number;
  readonly from: User;
  readonly to: User;
  /** The run of the server of the recipient. */
  readonly boot: string;
  /** The recipient's client. */
  readonly owner: SessionOwner | undefined;
  readonly text: string;
  /** When the server turned out to have ended, or the recipient to have left it. */
  endedAt: number | undefined;
  /** Whether the recipient had left before the message came. */
  isTooLate: boolean;
}

/**
 * Private messages that may be lost with the server of their recipient. Servers say how far they have
 * come; when one ends, the rest goes to the recipient's client as soon as that is on another server. If
 * none comes, the sender is told. A client that reads ids has got its messages again by then, whether
 * they had come or not.
 */
export class Undelivered {
  readonly #parts: UndeliveredParts;
  #messages: Message[] = [];
  #length = 0;
  #timer: Timer | undefined;
  #delivery: Timer | undefined;

  constructor(parts: UndeliveredParts) {
    this.#parts = parts;
  }

  /** Takes note of a message from a user of this server to one of another server. */
  note(event: ChatEvent): void {
    if (event.type !== "private") return;
    const { id, time, from, to, text } = event;
    if (to.server === undefined || from.server !== undefined) return;
    if (this.#parts.hub.user(from.address) !== from) return;
    const message = {
      ...{ id, time, from, to, boot: to.server, owner: this.#ownerOf(to), text: String(text) },
      ...{ endedAt: undefined, isTooLate: false },
    };
    this.#messages.push(message);
    this.#length += message.text.length;
    while (this.#messages.length > MAX_MESSAGES || this.#length > MAX_LENGTH) {
      this.#length -= this.#messages.shift()!.text.length;
    }
  }

  /** Learns that a server has all messages of this one up to an id. */
  onArrived(boot: string, id: number): void {
    this.#take((message) => message.boot === boot && message.id <= id && !message.isTooLate);
  }

  /** Learns that some messages have come to a server behind their recipients' departure. */
  onMissed(boot: string, ids: readonly number[]): void {
    const missed = new Set(ids);
    for (const message of this.#messages) {
      message.isTooLate ||= message.boot === boot && missed.has(message.id);
    }
    this.#onEnd(({ isTooLate }) => isTooLate);
  }

  /** Learns that a server has stopped, or is dead. */
  onEnd(boot: string): void {
    this.#onEnd((message) => message.boot === boot);
  }

  #onEnd(holds: (message: Message) => boolean): void {
    const now = this.#parts.clock.now();
    for (const message of this.#messages) if (holds(message)) message.endedAt ??= now;
    this.#tellLost(this.#take(({ endedAt, owner }) => endedAt !== undefined && !owner?.key));
    this.#deliver();
    if (this.#messages.some(({ endedAt }) => endedAt !== undefined)) this.#expireLater();
  }

  /** Learns that the client of a user has named a token: it may be one that has come back. */
  onOwner(): void {
    // The timer runs while there are messages for servers that have ended.
    if (!this.#timer) return;
    // The client has to read first that it is logged in.
    this.#delivery ??= this.#parts.clock.setTimer(0, () => {
      this.#delivery = undefined;
      this.#deliver();
    });
  }

  /** Sends the messages for servers that have ended to recipients who are back. */
  #deliver(): void {
    const { hub, ids } = this.#parts;
    const back = this.#take((message) => this.#recipientOf(message) !== undefined);
    for (const message of back) {
      const { from, text, time, owner } = message;
      // It has been sent again with its id: see `MissedMessages`.
      if (owner!.readsIds) continue;
      hub.remote.sendPrivate(from, this.#recipientOf(message)!, text, { id: ids.next(), time });
    }
  }

  /** Returns the recipient of a message that is lost where the recipient was, if the same client is back. */
  #recipientOf({ to, boot, owner, endedAt, isTooLate }: Message): User | undefined {
    if (endedAt === undefined) return undefined;
    const user = this.#parts.hub.users.get(keyOf(to.name));
    if (!user || user === to || user.server === boot && !isTooLate) return undefined;
    const { key, readsIds } = this.#ownerOf(user) ?? {};
    return key === owner?.key && readsIds === owner?.readsIds ? user : undefined;
  }

  #ownerOf(user: User): SessionOwner | undefined {
    return this.#parts.roster.sessions.get(user)?.owner;
  }

  #expireLater(): void {
    this.#timer ??= this.#parts.clock.setTimer(MAX_WAIT_MS, () => {
      this.#timer = undefined;
      const until = this.#parts.clock.now() - MAX_WAIT_MS;
      this.#tellLost(this.#take(({ endedAt = Infinity }) => endedAt <= until));
      if (this.#messages.some(({ endedAt }) => endedAt !== undefined)) this.#expireLater();
    });
  }

  #tellLost(messages: readonly Message[]): void {
    const { hub } = this.#parts;
    for (const [from, lost] of Map.groupBy(messages, ({ from }) => from)) {
      if (hub.user(from.address) !== from) continue;
      const told = lost.filter((message) => !this.#waits(message) && this.#isTold(message));
      for (const text of new Set(told.map(lossText))) hub.tell(from, text);
    }
  }

  /**
   * Reports whether to tell the sender. A server alone tells nobody that a message came too late, and
   * programs that others wrote rely on that.
   */
  #isTold({ isTooLate, from }: Message): boolean {
    return !isTooLate || this.#ownerOf(from)?.readsIds === true;
  }

  /** Reports whether a message that has not come waits for the owner of a registered name from now on. */
  #waits({ isTooLate, from, to, text }: Message): boolean {
    const { hub } = this.#parts;
    const isAbsent = isTooLate && !hub.users.has(keyOf(to.name));
    return isAbsent && hub.sendPrivate(from, to.address, text) === undefined;
  }

  /** Takes out the messages of which something holds. */
  #take(holds: (message: Message) => boolean): Message[] {
    const { taken = [], kept = [] } = Object.groupBy(
      this.#messages,
      (message) => holds(message) ? "taken" : "kept",
    );
    this.#messages = kept;
    for (const { text } of taken) this.#length -= text.length;
    return taken;
  }

  /** Stops. */
  close(): void {
    this.#timer?.cancel();
    this.#delivery?.cancel();
  }
}

function lossText({ isTooLate, to: { address } }: Message): string {
  return isTooLate
    ? `${address} has left, and your last message came too late`
    : `The server of ${address} is lost, and maybe your last message with it`;
}

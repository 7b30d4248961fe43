import { FairQueue } from "../chat/fair_queue.ts";
import type { LimitNotices } from "./limit_notices.ts";

/** The part of all pending connections that is closed at once when descriptors run out. */
const SHORTAGE_SHARE = 1 / 16;

/** A connection that has not logged in. */
export interface PendingLogin {
  /** The part of the client's address that stands for one client. */
  readonly network: string;
  /** Tells the client that its connection has to make room, and ends it. */
  makeRoom(): void;
  /** Closes the connection without a word. */
  drop(): void;
}

/**
 * The connections that have not logged in, at most so many: strangers must not take all descriptors.
 * The network with the most of them makes room first, with its oldest connection.
 */
export class PendingLogins {
  readonly #max: number;
  readonly #notices: LimitNotices;
  readonly #queue = new FairQueue<PendingLogin, string>();

  constructor(max: number, notices: LimitNotices) {
    this.#max = max;
    this.#notices = notices;
  }

  /** Counts a new connection. If there are too many, another one makes room. */
  add(connection: PendingLogin): void {
    this.#queue.add(connection, connection.network);
    if (this.#queue.size <= this.#max) return;
    this.#takeNext()?.makeRoom();
    const text = `Closed a connection to make room: ${this.#max} have not logged in`;
    this.#notices.report("pending logins", text);
  }

  /** Forgets a connection that has logged in or is closed. */
  delete(connection: PendingLogin): void {
    this.#queue.delete(connection, connection.network);
  }

  /**
   * Closes some connections because the system has no descriptor left.
   *
   * @returns whether there were any.
   */
  onShortage(): boolean {
    const count = Math.ceil(this.#queue.size * SHORTAGE_SHARE);
    if (count === 0) return false;
    for (let closed = 0; closed < count; closed++) this.#takeNext()?.drop();
    const text = `Closed ${count} connections that have not logged in: too many open files`;
    this.#notices.report("descriptors", text);
    return true;
  }

  #takeNext(): PendingLogin | undefined {
    const next = this.#queue.next();
    if (next) this.delete(next);
    return next;
  }
}

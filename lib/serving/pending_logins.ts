import { FairQueue } from "../chat/fair_queue.ts";
import type { LimitNotices } from "./limit_notices.ts";

/** The part of all pending connections that is closed at once when descriptors run out. */
const SHORTAGE_SHARE = 1 / 16;

/** A client that logs in as soon as it has connected has done so after this time, in milliseconds. */
const MIN_AGE_MS = 250;

/** A connection that has not logged in. */
export interface PendingLogin {
  /** The part of the client's address that stands for one client. */
  readonly network: string;
  /** How long it has been open, in milliseconds. */
  readonly ageMs: number;
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
   * @returns whether there are any; those that have just been opened are closed later.
   */
  onShortage(): boolean {
    const { size } = this.#queue;
    for (let left = Math.ceil(size * SHORTAGE_SHARE); left > 0; left--) {
      if (this.#queue.next()!.ageMs < MIN_AGE_MS) break;
      this.#takeNext()?.drop();
      this.#notices.report("descriptors", "Closed a connection to make room: too many open files");
    }
    return size > 0;
  }

  #takeNext(): PendingLogin | undefined {
    const next = this.#queue.next();
    if (next) this.delete(next);
    return next;
  }
}

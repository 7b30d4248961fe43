import type { User } from "../chat/user.ts";
import type { WaitingMessage } from "../store/waiting_table.ts";
import { Handover, type HandoverConnection } from "./handover.ts";
import type { Mailbox } from "./mailbox.ts";

/** The connection of a user, as far as messages that wait are concerned. */
export interface DeliveryConnection extends HandoverConnection {
  /** Ends the connection because of a bug. */
  onInternalError(error: unknown): void;
}

/** Hands a user the messages that wait, on one connection. */
export class WaitingDelivery {
  readonly #connection: DeliveryConnection;
  readonly #mailbox: Mailbox | undefined;
  readonly #user: User;
  readonly #handovers = new Set<Handover>();
  #hasEnded = false;

  constructor(connection: DeliveryConnection, mailbox: Mailbox | undefined, user: User) {
    this.#connection = connection;
    this.#mailbox = mailbox;
    this.#user = user;
  }

  /** Delivers what waits now. */
  deliver(): void {
    const mailbox = this.#mailbox;
    if (!mailbox) return;
    const messages = mailbox.fetch(this.#user);
    if (!(messages instanceof Promise)) return this.#handOver(mailbox, messages);
    messages.then((messages) => this.#handOver(mailbox, messages))
      .catch((error) => this.#connection.onInternalError(error));
  }

  #handOver(mailbox: Mailbox, messages: readonly WaitingMessage[]): void {
    if (messages.length === 0) return;
    if (this.#hasEnded) return mailbox.giveBack(messages);
    mailbox.deliver(this.#user, messages);
    const handover = new Handover(this.#connection, (isDelivered) => {
      this.#handovers.delete(handover);
      if (isDelivered) mailbox.confirm(this.#user, messages);
      else mailbox.giveBack(messages);
    });
    this.#handovers.add(handover);
  }

  /** Learns that the connection ends: what it has not taken waits for the next one. */
  end(): void {
    this.#hasEnded = true;
    for (const handover of this.#handovers) handover.end();
  }
}

import { ConnectionError } from "../shared/connection_error.ts";
import { ChannelOrder } from "./channel_order.ts";
import type { MessengerConnection } from "./messenger_connection.ts";
import { askForPast } from "./past_page.ts";
import { PAGE_COUNT, pageTitle } from "./past_requests.ts";
import { messageCount, type PastView } from "./past_view.ts";
import type { StampedMessage } from "./stamped_message.ts";

/** How many missed messages are shown at most: nobody reads thousands. */
const MAX_MISSED = 200;

/** The parts of a {@linkcode CatchUp}. */
export interface CatchUpParts {
  readonly view: PastView;
  /** Whether the user wants to see earlier messages without asking for them. */
  readonly isOn: boolean;
  /** Shows a message that has waited for earlier ones. */
  present(message: StampedMessage): void;
}

/**
 * Shows what was said in the user's channel before the user came, and what the user has missed while
 * the connection was lost. Meanwhile live messages of the channel wait for their turn.
 */
export class CatchUp {
  readonly #parts: CatchUpParts;
  readonly #order = new ChannelOrder();
  /** The user's own messages whose answer was still to come when the connection was lost. */
  readonly #doubtful: string[] = [];

  constructor(parts: CatchUpParts) {
    this.#parts = parts;
  }

  /** Starts with a channel that the user has entered: shows its last messages. */
  enter(connection: MessengerConnection, channel: string): void {
    this.#follow(channel);
    if (!this.#parts.isOn) return;
    this.hold();
    this.#askForLast(connection, channel).catch((error) => {
      // Others report a lost connection. What waits is shown when there is a new one.
      if (!(error instanceof ConnectionError)) throw error;
    });
  }

  /** Forgets the channel, which the user has left. */
  leave(): void {
    this.#follow(undefined);
  }

  #follow(channel: string | undefined): void {
    this.#order.follow(channel);
    this.#parts.view.earliest = undefined;
  }

  /** Makes live messages of the channel wait, until the user has caught up. */
  hold(): void {
    this.#order.hold();
  }

  /** Takes note of a live message. Reports whether it has to wait. */
  takes(message: StampedMessage): boolean {
    return this.#order.takes(message);
  }

  /** Takes note of an own message that the server has delivered. */
  onDelivered({ destination, stamp }: StampedMessage): void {
    if (this.#order.isIn(destination)) this.#order.note(stamp?.id);
  }

  /** Keeps an own message of which nobody knows yet whether the server has delivered it. */
  doubt(text: string): void {
    this.#doubtful.push(text);
  }

  /**
   * Shows what was missed in a channel that the user has entered again.
   *
   * @throws {ConnectionError} when this connection is lost, too; the next attempt goes on then.
   */
  async run(connection: MessengerConnection, channel: string): Promise<void> {
    if (this.#order.seen.isEmpty) await this.#askForLast(connection, channel);
    else await this.#askForMissed(connection, channel);
    this.giveUp();
  }

  /** Tells the user about messages that others may not have got, and shows what waits. */
  giveUp(): void {
    this.#release();
    for (const text of this.#doubtful.splice(0)) this.#parts.view.print(doubtText(text));
  }

  async #askForLast(connection: MessengerConnection, channel: string): Promise<void> {
    await askForPast(connection, channel, ["last", PAGE_COUNT], (page) => {
      if (page) {
        this.#order.note(0);
        const messages = this.#order.merge(page.messages, true);
        this.#parts.view.show(messages, (count) => pageTitle(count, page.before));
      }
      this.#release();
    });
  }

  async #askForMissed(connection: MessengerConnection, channel: string): Promise<void> {
    const ask = (...part: string[]) => askForPast(connection, channel, part);
    const missed: StampedMessage[] = [];
    /** How many messages are not shown: those in front of the missed ones that are. */
    let left = 0;
    for (const seen = this.#order.seen.copy();;) {
      const page = await ask("after", seen.place, String(MAX_MISSED));
      if (!page) break;
      missed.push(...page.messages);
      for (const { stamp } of page.messages) if (stamp) seen.note(stamp.id);
      if (page.after === 0 || page.messages.length === 0) break;
      if (missed.length + page.after <= MAX_MISSED) continue;
      const newest = await ask("last", String(MAX_MISSED));
      if (!newest) break;
      left = newest.before - (page.before - (missed.length - page.messages.length));
      missed.splice(0, Infinity, ...newest.messages);
      break;
    }
    const messages = this.#order.merge(missed, true);
    this.#settle(messages, connection.name);
    this.#parts.view.show(messages, (count) => {
      const title = `${messageCount(count)} while you were away`;
      return left > 0 ? `${title}, and ${left} before them: /history` : title;
    }, { isMissed: true });
  }

  /** Stops to doubt messages of the user that others have got. */
  #settle(messages: readonly StampedMessage[], ownName: string): void {
    for (const { source, body } of messages) {
      const at = source === ownName ? this.#doubtful.indexOf(String(body)) : -1;
      if (at >= 0) this.#doubtful.splice(at, 1);
    }
  }

  /** Shows the messages that wait, and have not been shown among the earlier ones. */
  #release(): void {
    for (const message of this.#order.release()) this.#parts.present(message);
  }
}

/** Returns what the user reads about a message that others may not have got. */
export function doubtText(text: string): string {
  return `Perhaps not delivered: ${text}`;
}

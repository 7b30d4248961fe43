import { ExpectedError } from "../../errors/expected_error.ts";
import { ChannelOrder } from "../messenger/channel_order.ts";
import type { MessengerConnection } from "../messenger/messenger_connection.ts";
import { askForPast } from "../messenger/past_page.ts";
import type { StampedMessage } from "../messenger/stamped_message.ts";

/** How far the ids of messages move on in a millisecond, in a cluster. */
const IDS_PER_MS = 1000;

/** How many messages are asked for at once: as many as our server sends. */
const PAGE_COUNT = 1000;

/** How many messages tell in a cluster what each server has said up to now. */
const SEEN_COUNT = 200;

/** The earlier messages that a script wants: so many, or those since a time. */
export type Wanted =
  | { readonly count: number }
  /** @param since In milliseconds since 1970. */
  | { readonly since: number };

/** The parts of a {@linkcode ChannelFollower}. */
export interface ChannelFollowerParts {
  /** The earlier messages to start with; by default none. */
  readonly wanted?: Wanted | undefined;
  /** Prints a message. */
  print(message: StampedMessage): void;
  /** Resolves when more messages can be printed. */
  ready(): Promise<void>;
}

/** Hands on each message of a channel once and in order, also those said while the connection was lost. */
export class ChannelFollower {
  readonly #parts: ChannelFollowerParts;
  readonly #order = new ChannelOrder();
  #hasStarted = false;

  constructor(parts: ChannelFollowerParts) {
    this.#parts = parts;
  }

  /** Makes live messages wait if earlier ones have to come first, before the client enters the channel. */
  hold(): void {
    if (!this.#order.seen.isEmpty || this.#parts.wanted) this.#order.hold();
  }

  /** Takes note of a live message. Reports whether it has to wait. */
  takes(message: StampedMessage): boolean {
    return this.#order.takes(message);
  }

  /**
   * Goes on in a channel that the client has entered: with the wanted messages, and after a lost
   * connection with the missed ones.
   *
   * @throws {ConnectionError} when the connection is lost; the next attempt goes on then.
   * @throws {ExpectedError} if earlier messages are wanted, and the server does not know any.
   */
  async start(connection: MessengerConnection, channel: string): Promise<void> {
    const { seen } = this.#order;
    if (!seen.isEmpty) await this.#pages(connection, channel, ["after", seen.place]);
    else {
      if (!this.#hasStarted) this.#order.follow(channel);
      await this.#startWith(this.#parts.wanted, connection, channel);
    }
    this.#hasStarted = true;
    for (const message of this.#order.release()) this.#parts.print(message);
  }

  async #startWith(
    wanted: Wanted | undefined,
    connection: MessengerConnection,
    channel: string,
  ): Promise<void> {
    if (wanted && "since" in wanted) {
      const since = new Date(wanted.since).toISOString();
      this.#order.seen.startAfter(wanted.since * IDS_PER_MS);
      await this.#pages(connection, channel, ["since", since], asPast);
    } else {
      await this.#last(connection, channel, wanted?.count ?? 0);
    }
  }

  /** Prints all messages from a place on. */
  async #pages(
    connection: MessengerConnection,
    channel: string,
    from: readonly string[],
    shape: (message: StampedMessage) => StampedMessage = asLive,
  ): Promise<void> {
    const seen = this.#order.seen.copy();
    for (let part = from;;) {
      const page = await askForPast(connection, channel, [...part, String(PAGE_COUNT)]);
      if (from[0] === "since") this.#order.note(page ? 0 : fail(channel));
      const isLast = !page || page.after === 0 || page.messages.length === 0;
      for (const message of this.#order.merge(page?.messages ?? [], isLast)) {
        this.#parts.print(shape(message));
      }
      if (isLast) return;
      await this.#parts.ready();
      for (const { stamp } of page.messages) if (stamp) seen.note(stamp.id);
      part = ["after", seen.place];
    }
  }

  /** Prints the last messages. Asks for at least one, as the ids are the place to go on from. */
  async #last(connection: MessengerConnection, channel: string, count: number): Promise<void> {
    const messages: StampedMessage[] = [];
    const needed = Math.max(count, this.#order.seen.isClustered ? SEEN_COUNT : 1);
    for (let part = ["last"];; part = ["before", String(messages[0]!.stamp?.id ?? 0)]) {
      const size = Math.min(PAGE_COUNT, needed - messages.length);
      const page = await askForPast(connection, channel, [...part, String(size)]);
      if (!page) return count > 0 ? fail(channel) : undefined;
      messages.unshift(...page.messages);
      if (messages.length >= needed || page.before === 0 || page.messages.length === 0) break;
    }
    const unwanted = new Set(messages.slice(0, Math.max(0, messages.length - count)));
    const due = this.#order.merge(messages, true);
    this.#order.note(0);
    for (const message of due) if (!unwanted.has(message)) this.#parts.print(asPast(message));
  }
}

function fail(channel: string): never {
  throw new ExpectedError(`Cannot read the history of ${channel}: the server is an older one`);
}

/** Returns an earlier message as the event that the client would have got in time. */
function asLive(message: StampedMessage): StampedMessage {
  return { ...message, action: "message" };
}

function asPast(message: StampedMessage): StampedMessage {
  return { ...message, action: "past" };
}

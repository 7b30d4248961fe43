import { normalName } from "../../chat/name.ts";
import type { MessengerConnection } from "./messenger_connection.ts";
import { countsIn, PAGE_COUNT, pageTitle } from "./past_requests.ts";
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
 * the connection was lost. Meanwhile live messages of the channel wait for their turn, so that each is
 * shown once and in order. It works by the ids of messages.
 */
export class CatchUp {
  readonly #parts: CatchUpParts;
  /** The name of the channel in the form in which names are compared. */
  #channel: string | undefined;
  /** Everything up to this message was shown; `undefined` if the server has told no id. */
  #lastId: number | undefined;
  /** The live messages that wait. */
  #held: StampedMessage[] | undefined;
  /** Those that waited when an earlier connection was lost. */
  #stranded: StampedMessage[] = [];
  /** The user's own messages whose answer was still to come when the connection was lost. */
  readonly #doubtful: string[] = [];

  constructor(parts: CatchUpParts) {
    this.#parts = parts;
  }

  /** Starts with a channel that the user has entered: shows its last messages. */
  enter(connection: MessengerConnection, channel: string): void {
    this.#channel = normalName(channel);
    this.#lastId = undefined;
    this.#parts.view.earliest = undefined;
    if (!this.#parts.isOn) return;
    this.hold();
    this.#askForLast(connection, channel).catch(() => {
      // The connection is lost, which others report: what waits is shown when there is a new one.
    });
  }

  /** Forgets the channel, which the user has left. */
  leave(): void {
    this.#channel = this.#lastId = undefined;
    this.#parts.view.earliest = undefined;
  }

  /** Makes live messages of the channel wait, until the user has caught up. */
  hold(): void {
    this.#stranded.push(...this.#held ?? []);
    this.#held = [];
  }

  /** Takes note of a live message. Reports whether it has to wait. */
  takes(message: StampedMessage): boolean {
    if (message.action !== "message" || !this.#isIn(message.destination)) return false;
    if (this.#held) this.#held.push(message);
    else this.#note(message);
    return this.#held !== undefined;
  }

  /** Takes note of an own message that the server has delivered. */
  onDelivered(answer: StampedMessage): void {
    if (this.#isIn(answer.destination)) this.#note(answer);
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
    if (this.#lastId === undefined) await this.#askForLast(connection, channel);
    else await this.#askForMissed(connection, channel, this.#lastId);
    this.giveUp();
  }

  /** Tells the user about messages that others may not have got, and shows what waits. */
  giveUp(): void {
    this.#release();
    for (const text of this.#doubtful.splice(0)) this.#parts.view.print(doubtText(text));
  }

  async #askForLast(connection: MessengerConnection, channel: string): Promise<void> {
    const request = { action: "history", destination: channel, body: ["last", PAGE_COUNT] };
    await connection.ask(request, ({ action, body }, past) => {
      if (action === "history") {
        this.#lastId ??= 0;
        const { before } = countsIn(body);
        this.#show(past, (count) => pageTitle(count, before));
      }
      this.#release();
    });
  }

  async #askForMissed(
    connection: MessengerConnection,
    destination: string,
    lastId: number,
  ): Promise<void> {
    let missed: StampedMessage[] = [];
    /** Asks for messages, and returns them with the numbers of those before and after. */
    const ask = async (...body: string[]) => {
      let past: readonly StampedMessage[] = [];
      const request = { action: "history", destination, body };
      const answer = await connection.ask(request, (_answer, found) => past = found);
      const isKnown = answer.action === "history";
      return { past, ...countsIn(isKnown ? answer.body : "") };
    };
    let known: number | undefined;
    let left = 0;
    for (let after = lastId;;) {
      const page = await ask("after", String(after), String(MAX_MISSED));
      known ??= page.before;
      missed.push(...page.past);
      if (page.after === 0 || page.past.length === 0) break;
      if (missed.length + page.after > MAX_MISSED) {
        const newest = await ask("last", String(MAX_MISSED));
        left = newest.before - known;
        missed = [...newest.past];
        break;
      }
      after = idOf(missed.at(-1)!);
    }
    this.#show(inOrder([...this.#stranded.splice(0), ...missed], lastId), (count) => {
      const title = `${messageCount(count)} while you were away`;
      return left > 0 ? `${title}, and ${left} before them: /history` : title;
    }, connection.name);
  }

  /** @param missedBy The user's name, if the user should have heard the messages already. */
  #show(
    messages: readonly StampedMessage[],
    titleFor: (count: number) => string,
    missedBy?: string,
  ): void {
    this.#parts.view.show(messages, titleFor, { isMissed: missedBy !== undefined });
    for (const message of messages) {
      this.#note(message);
      const at = message.source === missedBy ? this.#doubtful.indexOf(String(message.body)) : -1;
      if (at >= 0) this.#doubtful.splice(at, 1);
    }
  }

  /** Shows the messages that wait, and have not been shown among the earlier ones. */
  #release(): void {
    const waiting = [...this.#stranded.splice(0), ...this.#held ?? []];
    this.#held = undefined;
    const shownUpTo = this.#lastId ?? 0;
    for (const message of waiting) {
      if (message.stamp && message.stamp.id <= shownUpTo) continue;
      this.#note(message);
      this.#parts.present(message);
    }
  }

  #note({ stamp }: StampedMessage): void {
    if (stamp) this.#lastId = Math.max(this.#lastId ?? 0, stamp.id);
  }

  #isIn(destination: string): boolean {
    return this.#channel !== undefined && normalName(destination) === this.#channel;
  }
}

/** Returns what the user reads about a message that others may not have got. */
export function doubtText(text: string): string {
  return `Perhaps not delivered: ${text}`;
}

function idOf({ stamp }: StampedMessage): number {
  return stamp?.id ?? 0;
}

/** Returns messages behind an id in their order, each once. */
function inOrder(messages: readonly StampedMessage[], lastId: number): StampedMessage[] {
  const byId = new Map(messages.map((message) => [idOf(message), message]));
  return [...byId.values()].filter((message) => idOf(message) > lastId)
    .sort((one, other) => idOf(one) - idOf(other));
}

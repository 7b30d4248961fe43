import { keyOf } from "../../chat/user.ts";
import {
  MAX_PLACE_IDS,
  parsePastEnd,
  parsePastFrame,
  parsePastMark,
  parsePastStart,
} from "../../dialects/channel/past_frames.ts";
import type { Speaker } from "../../terminal/shown_text.ts";
import { ChannelOrder } from "../messenger/channel_order.ts";
import { ReceivedIds } from "../messenger/received_ids.ts";
import { OWN_CHANNEL, SaidFrames, type SaidMessage } from "./said_frames.ts";

/** How many messages the client asks for, as many as the server sends, and how many it shows. */
const MAX_ASKED = 1000;
const MAX_SHOWN = 200;

/** How much later than others a message may come, as a difference of ids, in a large cluster: a minute. */
const MAX_DELAY_IDS = 60_000_000;

/** How long the server may pause before and in an answer, in milliseconds. */
const DEFAULT_PATIENCE_MS = 3000;

/** The most messages of an answer. Our server sends fewer. */
const MAX_PAST = 10_000;

/** The answers of servers without a history, and of ours outside a channel. */
const NO_MARK =
  /^\/history is not a valid control message\.|^Not currently in any channel\. .* its history\.$/;

/** The parts of {@linkcode MissedFrames}. */
export interface MissedFramesParts {
  /** The name under which others see the user. */
  ownName(): string;
  /** Whether the server puts ids behind messages. */
  readsIds(): boolean;
  /** Sends a line to the server. */
  send(line: string): Promise<unknown>;
  print(text: string, from?: Speaker): void;
  /** Shows a frame as if it came now. */
  show(frame: string): void;
  /** Reports whether the user has blocked the sender. */
  hides(sender: string): boolean;
  /** How long the server may pause before and in an answer, in milliseconds. */
  readonly patienceMs?: number;
}

/**
 * Shows the messages that a client has missed in its channel while its connection was lost, and each
 * private message once. It works by the ids of messages, as in the messenger client. Frames have them
 * once the client has asked for that; a mark tells it how far the channel had come by then.
 */
export class MissedFrames {
  readonly #parts: MissedFramesParts;
  readonly #said = new SaidFrames();
  readonly #order = new ChannelOrder<SaidMessage>();
  readonly #received = new ReceivedIds();
  #isAsking = false;
  /** Whether live messages wait for missed ones. */
  #isHolding = false;
  /** The user's name on the connection that was lost. */
  #nameBefore = "";
  #past: SaidMessage[] = [];
  /** Gets the number of messages behind those of the answer, or `undefined` if there is no answer. */
  #onAnswer: ((after: number | undefined) => void) | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: MissedFramesParts) {
    this.#parts = parts;
    this.#order.follow(OWN_CHANNEL);
  }

  /** Asks a server of Parley how far the channel has come, unless that is known. */
  askForMark(): void {
    if (!this.#order.seen.isEmpty) return;
    this.#isAsking = true;
    this.#parts.send("/history mark");
  }

  /** Takes note of a line that the user has sent: what has come belongs to one channel. */
  onSent(line: string): void {
    if (!/^\/(join|create|leave)(\s|$)/.test(line)) return;
    this.#order.follow(OWN_CHANNEL);
    if (this.#parts.readsIds()) this.askForMark();
  }

  /** Takes a frame of the server. Returns the frames to show now. */
  take(frame: string): readonly string[] {
    const said = this.#parts.readsIds() ? this.#said.take(frame) : undefined;
    if (said === "open") return [];
    if (said) return this.#takesMessage(said) ? [] : said.frames;
    if (this.#isAsking && this.#takesMark(frame)) return [];
    return this.#onAnswer && this.#takesAnswer(frame) ? [] : [frame];
  }

  #takesMessage(said: SaidMessage): boolean {
    if (said.action === "direct") return this.#received.repeatsId(said.stamp.id);
    if (said.action === "message") return this.#order.takes(said);
    if (!this.#onAnswer) return false;
    if (this.#past.push(said) < MAX_PAST) this.#startPatience();
    return true;
  }

  /** Makes live messages wait, before the client enters its channel again. */
  hold(): void {
    this.#order.hold();
    this.#isHolding = true;
    this.#nameBefore = this.#parts.ownName();
  }

  /** Learns that frames come on a new connection from now on. */
  onOpen(): void {
    this.#said.clear();
    this.#isAsking = false;
  }

  /**
   * Shows what was missed, and then what waits.
   *
   * @param ended Resolves when the connection ends; the next attempt goes on then.
   */
  async catchUp(ended: Promise<unknown>): Promise<void> {
    if (!this.#isHolding) return;
    if (!this.#order.seen.isEmpty) {
      let after = await this.#ask(`after ${this.#place} ${MAX_ASKED}`, ended);
      const isWhole = after === undefined || after === "ended" || after === 0;
      if (!isWhole) after = await this.#ask(String(MAX_SHOWN), ended);
      if (after === "ended") return;
      this.#print(this.#order.merge(this.#past.splice(0), true), isWhole);
    }
    this.#isHolding = false;
    for (const { frames } of this.#order.release()) frames.forEach(this.#parts.show);
  }

  /** What to ask for the messages after, in a frame. */
  get #place(): string {
    const ids = this.#order.seen.place.split(",").map(Number);
    if (ids.length <= MAX_PLACE_IDS) return ids.join();
    // Of so many servers, those that have come are in the answer, too.
    return String(Math.max(ids[0]!, Math.max(...ids) - MAX_DELAY_IDS));
  }

  #takesMark(frame: string): boolean {
    const ids = parsePastMark(frame);
    if (!ids) {
      const isRefused = NO_MARK.test(frame);
      if (isRefused) this.#isAsking = false;
      return isRefused;
    }
    const [floor = 0, ...last] = ids;
    const { seen } = this.#order;
    if (last.length === 0) this.#order.note(floor);
    else {
      // There is a frame for some servers at a time.
      seen.isClustered = true;
      seen.startAfter(floor);
      for (const id of last) this.#order.note(id);
    }
    return true;
  }

  #takesAnswer(frame: string): boolean {
    if (NO_MARK.test(frame)) this.#onAnswer?.(undefined);
    else if (!parsePastStart(frame)) {
      const end = parsePastEnd(frame);
      if (!end) return false;
      this.#onAnswer?.(end.after);
    }
    return true;
  }

  /** Gives the server time for the next frame of its answer. */
  #startPatience(): void {
    clearTimeout(this.#patience);
    const ms = this.#parts.patienceMs ?? DEFAULT_PATIENCE_MS;
    this.#patience = setTimeout(() => this.#onAnswer?.(undefined), ms);
  }

  async #ask(
    request: string,
    ended: Promise<unknown>,
  ): Promise<number | undefined | "ended"> {
    const { promise, resolve } = Promise.withResolvers<number | undefined | "ended">();
    this.#past = [];
    this.#onAnswer = resolve;
    this.#startPatience();
    ended.then(() => resolve("ended"));
    await this.#parts.send(`/history ${request}`);
    const after = await promise;
    this.#onAnswer = undefined;
    clearTimeout(this.#patience);
    return after;
  }

  #isOwn({ source }: SaidMessage): boolean {
    return [this.#nameBefore, this.#parts.ownName()].some((name) => keyOf(name) === keyOf(source));
  }

  #print(messages: readonly SaidMessage[], isWhole: boolean): void {
    const { print, hides } = this.#parts;
    const visible = messages.filter((it) => !this.#isOwn(it) && !hides(it.source));
    if (visible.length === 0) return;
    const isCut = !isWhole || visible.length > MAX_SHOWN;
    print(`── ${isCut ? "the last of what was said" : "said"} while you were away ──`);
    for (const { source, frames } of visible.slice(-MAX_SHOWN)) {
      for (const frame of frames) {
        const time = parsePastFrame(frame)?.time;
        const from = { name: source, at: time === undefined ? 1 : `${time} [`.length };
        print(frame, { ...from, ...(time !== undefined && { hasTime: true }) });
      }
    }
    print("── new ──");
  }
}

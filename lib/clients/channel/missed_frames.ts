import { keyOf } from "../../chat/user.ts";
import {
  parsePastEnd,
  parsePastFrame,
  parsePastMark,
  parsePastStart,
  type PastFrame,
} from "../../dialects/channel/past_frames.ts";
import type { Speaker } from "../../terminal/shown_text.ts";
import { seenCount, type SentFrame } from "./line_up.ts";

/** How many frames are remembered before the client asks for a new mark. */
const MAX_SEEN = 200;

/** How many messages the client asks for, as many as the server sends, and how many it shows. */
const MAX_ASKED = 1000;
const MAX_SHOWN = 200;

/** How long the server may pause before and in an answer, in milliseconds. */
const DEFAULT_PATIENCE_MS = 3000;

/** The most frames of an answer. Our server sends fewer. */
const MAX_FRAMES = 10_000;

/** The answers of servers without a history, and of ours outside a channel. */
const NO_MARK =
  /^\/history is not a valid control message\.|^Not currently in any channel\. .* its history\.$/;

/** The parts of {@linkcode MissedFrames}. */
export interface MissedFramesParts {
  /** The name under which others see the user. */
  ownName(): string;
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
 * Shows the messages that a client has missed in its channel while its connection was lost. Frames have
 * no ids, so it asks for the id of the last message now and then, a mark, and remembers the frames since
 * then. Later it asks for all messages after the mark, and leaves out those that it remembers.
 */
export class MissedFrames {
  readonly #parts: MissedFramesParts;
  #mark: number | undefined;
  #seen: SentFrame[] = [];
  #isAsking = false;
  /** Whether the server has told a mark before. */
  #isKnown = false;
  /** Whether live messages wait for missed ones. */
  #isHolding = false;
  #held: string[] = [];
  /** The user's name on the connection that was lost. */
  #nameBefore = "";
  #past: PastFrame[] = [];
  /** Gets the number of messages behind those of the answer, or `undefined` if there is no answer. */
  #onAnswer: ((after: number | undefined) => void) | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: MissedFramesParts) {
    this.#parts = parts;
  }

  /** Asks a server of Parley for the last message's id. */
  askForMark(): void {
    this.#isAsking = true;
    this.#parts.send("/history mark");
  }

  /** Takes note of a line that the user has sent: a mark is of one channel. */
  onSent(line: string): void {
    if (!/^\/(join|create|leave)(\s|$)/.test(line)) return;
    this.#mark = undefined;
    this.#seen = [];
    if (this.#isKnown) this.askForMark();
  }

  /** Takes note of a frame of the server. Reports whether it need not be shown now. */
  onFrame(frame: string): boolean {
    if (this.#isAsking && this.#takesMark(frame)) return true;
    if (this.#onAnswer && this.#takesAnswer(frame)) return true;
    const message = messageIn(frame);
    if (!message) return false;
    if (this.#isHolding) this.#held.push(frame);
    else if (this.#mark !== undefined && this.#seen.push(message) >= MAX_SEEN) this.#renewMark();
    return this.#isHolding;
  }

  /** Makes live messages wait, before the client enters its channel again. */
  hold(): void {
    this.#isHolding = this.#mark !== undefined;
    this.#isAsking = false;
    this.#held = [];
    this.#nameBefore = this.#parts.ownName();
  }

  /**
   * Shows what was missed, and then what waits.
   *
   * @param ended Resolves when the connection ends; the next attempt goes on then.
   */
  async catchUp(ended: Promise<unknown>): Promise<void> {
    if (!this.#isHolding) return;
    const after = await this.#ask(`after ${this.#mark} ${MAX_ASKED}`, ended);
    if (after === "ended") return;
    const missed = this.#missed();
    if (after !== undefined && after > 0) await this.#ask(String(MAX_SHOWN), ended);
    const isWhole = !(after! > 0);
    this.#print(isWhole ? missed : this.#past.filter((frame) => !this.#isOwn(frame)), isWhole);
    this.#isHolding = false;
    for (const frame of this.#held.splice(0)) if (!this.onFrame(frame)) this.#parts.show(frame);
  }

  #renewMark(): void {
    if (!this.#isAsking) this.askForMark();
    // The server does not answer: older frames are of no use.
    else if (this.#seen.length > 2 * MAX_SEEN) this.#seen.splice(0, MAX_SEEN);
  }

  #takesMark(frame: string): boolean {
    const mark = parsePastMark(frame);
    if (mark === undefined && !NO_MARK.test(frame)) return false;
    this.#isAsking = false;
    this.#isKnown = mark !== undefined || this.#isKnown;
    this.#mark = mark;
    this.#seen = [];
    return true;
  }

  #takesAnswer(frame: string): boolean {
    if (NO_MARK.test(frame)) this.#onAnswer?.(undefined);
    // What has waited so far is part of the answer.
    else if (parsePastStart(frame)) [this.#past, this.#held] = [[], []];
    else {
      const [past, end] = [parsePastFrame(frame), parsePastEnd(frame)];
      if (past) this.#onPast(past);
      else if (!end) return false;
      else {
        this.#mark = end.last;
        this.#onAnswer?.(end.after);
      }
    }
    return true;
  }

  #onPast(frame: PastFrame): void {
    if (this.#past.push(frame) < MAX_FRAMES) this.#startPatience();
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

  /** Returns the past frames of others that the client has not shown. */
  #missed(): readonly PastFrame[] {
    const past = this.#past.filter((frame) => !this.#isOwn(frame));
    const seen = seenCount(past, this.#seen);
    this.#seen = [];
    return past.slice(seen);
  }

  #isOwn({ sender }: PastFrame): boolean {
    return [this.#nameBefore, this.#parts.ownName()].some((name) => keyOf(name) === keyOf(sender));
  }

  #print(frames: readonly PastFrame[], isWhole: boolean): void {
    const { print, hides } = this.#parts;
    const visible = frames.filter(({ sender }) => !hides(sender));
    if (visible.length === 0) return;
    const isCut = !isWhole || visible.length > MAX_SHOWN;
    print(`── ${isCut ? "the last of what was said" : "said"} while you were away ──`);
    for (const { time, sender, text } of visible.slice(-MAX_SHOWN)) {
      print(`${time} [${sender}] ${text}`, { name: sender, at: `${time} [`.length, hasTime: true });
    }
    print("── new ──");
  }
}

/** Returns the sender and the text of a message to the channel. */
function messageIn(frame: string): SentFrame | undefined {
  const [, sender, text = ""] = /^\[([^\]]+)\](?: (.*))?$/s.exec(frame) ?? [];
  if (sender === undefined || / to (you|all)$/.test(sender)) return undefined;
  return { sender, text };
}

import type { Message } from "../../framing/messages.ts";
import { isRemoval } from "../../dialects/removal.ts";
import { screenSize } from "../../terminal/capabilities.ts";
import type { Console } from "../../terminal/console.ts";
import { safeText } from "../../terminal/safe_text.ts";
import type { Speaker } from "../../terminal/shown_text.ts";
import { Bell, type BellChoice } from "./bell.ts";
import { mentions } from "./mention.ts";
import { bodyText, listText, messageText, speakerOf } from "./message_text.ts";
import { type Presence, PresenceFold } from "./presence_fold.ts";
import type { StampedMessage } from "./stamped_message.ts";
import type { Transcript } from "./transcript.ts";

/** The options of a {@linkcode Display}. */
export interface DisplayOptions {
  readonly terminal: Console;
  readonly bell: BellChoice;
  readonly transcript: Transcript | undefined;
  /** Whether a person looks at a terminal. Programs read every notice. */
  readonly isInteractive: boolean;
  /** Lays names out on a screen of that width. Without it, they are shown on one line. */
  readonly layOutNames?: ((names: readonly string[], columns: number) => string) | undefined;
}

/** Shows what happens in a session, and writes it to the transcript. */
export class Display {
  /** The user's name, once it is known. */
  ownName = "";
  readonly isInteractive: boolean;
  readonly #options: DisplayOptions;
  readonly #presences = new PresenceFold(() => performance.now());
  readonly #bell: Bell | undefined;
  #summaryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DisplayOptions) {
    this.#options = options;
    this.isInteractive = options.isInteractive;
    this.#bell = options.isInteractive ? new Bell({ ...options, choice: options.bell }) : undefined;
  }

  /** Shows a text of the client itself, or of the server. */
  print(text: string, speaker?: Speaker): void {
    this.#options.terminal.print(text, speaker);
    this.#options.transcript?.write(text, speaker?.time);
  }

  /**
   * Shows a message that was sent earlier, with its time.
   *
   * @param isMissed Whether the user should have heard it already, so that it may ring the bell.
   */
  showPast(message: StampedMessage, isMissed: boolean): void {
    const said = { ...message, action: "message" };
    const speaker = { ...speakerOf(said, this.ownName)!, isPast: true };
    const isOther = message.source !== this.ownName;
    const isForUser = isOther && this.#isForUser(said);
    this.print(messageText(said, this.ownName)!, { ...speaker, isForUser });
    if (isMissed && isOther) this.#bell?.ring(isForUser);
  }

  /** Shows a message of the server. */
  show(message: StampedMessage): void {
    const text = messageText(message, this.ownName);
    if (text === undefined) return;
    const { action, source } = message;
    // On a terminal, the program ends with these words.
    const isLast = action === "goodbye" && this.isInteractive && isRemoval(text);
    if (isLast) return this.#options.transcript?.write(text);
    const speaker = speakerOf(message, this.ownName);
    const isOwn = source === this.ownName;
    if (action === "joined" || action === "left") {
      if (isOwn) this.#showSummary();
      else if (!this.#showsPresence(action)) return this.#options.transcript?.write(text);
    }
    const isSpoken = action === "message" || action === "broadcast";
    const isForUser = isSpoken && !isOwn && this.#isForUser(message);
    // The clocks of the server and of this machine may differ, so the time does not tell.
    const isPast = isForUser && message.hasWaited === true;
    this.print(text, speaker && isForUser ? { ...speaker, isForUser, isPast } : speaker);
    if (isSpoken && !isOwn) this.#bell?.ring(isForUser);
  }

  /** Gives a line back to the user, who may correct it. */
  putBack(line: string): void {
    this.#options.terminal.putBack(line);
  }

  /** Adds a text that the user has sent to the transcript. The screen has it already. */
  record(text: string): void {
    this.#options.transcript?.write(text);
  }

  /** Shows names, on a terminal in columns. */
  showNames(noun: string, names: Message["body"], where = ""): void {
    const { layOutNames } = this.#options;
    const layOut = layOutNames && ((names: readonly string[]) => {
      const safe = names.map((name) => safeText(name).replaceAll("\n", "␊"));
      return `\n${layOutNames(safe, screenSize().columns)}`;
    });
    this.print(listText(noun, names, where, layOut));
  }

  /** Counts users who join and leave instead of naming them, or names them again. */
  toggleQuiet(): void {
    this.#showSummary();
    this.#presences.isQuiet = !this.#presences.isQuiet;
    this.print(
      this.#presences.isQuiet
        ? "Users who join or leave are only counted now: /quiet names them again"
        : "Users who join or leave are named again",
    );
  }

  close(): void {
    clearTimeout(this.#summaryTimer);
    this.#options.transcript?.close();
  }

  /** Reports whether a message is private, or mentions the user. */
  #isForUser({ destination, body }: Message): boolean {
    return destination === this.ownName || mentions(bodyText(body), this.ownName);
  }

  #showsPresence(presence: Presence): boolean {
    // A program on the other end of a pipe reads every notice, unless its user has asked for quiet.
    if (!this.isInteractive && !this.#presences.isQuiet) return true;
    if (this.#presences.shows(presence)) return true;
    this.#summaryTimer ??= setTimeout(() => this.#showSummary(), this.#presences.windowMs);
    return false;
  }

  #showSummary(): void {
    clearTimeout(this.#summaryTimer);
    this.#summaryTimer = undefined;
    const summary = this.#presences.takeSummary();
    if (summary !== undefined) this.#options.terminal.print(summary);
  }
}

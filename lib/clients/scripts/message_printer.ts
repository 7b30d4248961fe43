import { formatMessage } from "../../framing/messages.ts";
import { printableJson } from "../../framing/printable_json.ts";
import { hasColours } from "../../terminal/capabilities.ts";
import { shownText } from "../../terminal/shown_text.ts";
import { messageText, speakerOf } from "../messenger/message_text.ts";
import type { StampedMessage } from "../messenger/stamped_message.ts";
import type { ListenOptions } from "./listen.ts";

/** Answers to our own requests that JSON omits; the welcome shows the name of the client. */
const REPLIES_TO_US = new Set(["refused", "error", "goodbye", "pong", "history"]);

/** Only a script that wants earlier messages gets ids and times, and learns of topics. */
type PrinterOptions = Pick<ListenOptions, "json" | "times" | "wanted">;

/** Prints messages as text or as JSON. */
export class MessagePrinter {
  /** The name of the client's user. */
  ownName = "";
  readonly #options: PrinterOptions;
  readonly #write: (line: string) => void;
  readonly #showing: { readonly times: boolean; readonly colours: boolean };

  constructor(options: PrinterOptions, write: (line: string) => void) {
    this.#options = options;
    this.#write = write;
    this.#showing = { times: options.times, colours: hasColours() };
  }

  /** Prints an answer to a request, which only JSON has. */
  printAnswer(message: StampedMessage): void {
    if (this.#options.json) this.#writeJson(message);
  }

  /** Prints what somebody else says or does. */
  print(message: StampedMessage): void {
    if (message.action === "servers") return;
    // A server tells of topics only to clients that ask for more than the contract has.
    if (message.action === "topic" && !this.#options.wanted) return;
    if (this.#options.json) this.#writeJson(message);
    else this.#writeText(message);
  }

  #writeText(message: StampedMessage): void {
    const isPast = message.action === "past";
    const said = isPast ? { ...message, action: "message" } : message;
    const speaker = speakerOf(said, this.ownName);
    const text = messageText(said, this.ownName) ?? "";
    this.#write(shownText(text, speaker && { ...speaker, isPast }, this.#showing));
  }

  #writeJson(message: StampedMessage): void {
    if (REPLIES_TO_US.has(message.action)) return;
    const json = formatMessage(message);
    const { stamp } = message;
    if (!stamp || !this.#options.wanted) return this.#write(printableJson(json));
    const marks = { id: String(stamp.id), time: stamp.time.toISOString() };
    this.#write(printableJson(`${json.slice(0, -1)},${JSON.stringify(marks).slice(1)}`));
  }
}

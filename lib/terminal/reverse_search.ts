import type { History, HistoryEntry } from "./history.ts";
import type { Key } from "./key_names.ts";
import { graphemes } from "./graphemes.ts";
import { typableText } from "./safe_text.ts";

/** A search through the history, as Ctrl+R starts it: it goes back while the user types. */
export class ReverseSearch {
  readonly #history: History;
  #part = "";
  /** How many entries that contain the text are passed over. */
  #skip = 0;
  #hasFailed = false;
  #found: HistoryEntry | undefined;

  constructor(history: History) {
    this.#history = history;
  }

  /** The entry found last. */
  get found(): HistoryEntry | undefined {
    return this.#found;
  }

  /** The prompt that shows what is searched for. */
  get prompt(): string {
    return `(${this.#hasFailed ? "failed search" : "search"}) ${this.#part}: `;
  }

  /** Handles a key. The search is over at a key that it does not know; that key is still to be done. */
  onKey(key: Key): "continues" | "cancelled" | "over" {
    if ("text" in key) this.#look(this.#part + typableText(key.text), 0);
    else if (key.name === "ctrl+r") this.#look(this.#part, this.#skip + 1);
    else if (key.name === "ctrl+s") this.#look(this.#part, Math.max(0, this.#skip - 1));
    else if (key.name === "backspace" || key.name === "ctrl+h") {
      this.#look(graphemes(this.#part).slice(0, -1).join(""), 0);
    } else if (["ctrl+g", "ctrl+c", "escape"].includes(key.name)) return "cancelled";
    else return "over";
    return "continues";
  }

  #look(part: string, skip: number): void {
    const found = this.#history.find(part, skip);
    this.#hasFailed = found === undefined && part !== "";
    this.#part = part;
    if (found === undefined) return;
    this.#found = found;
    this.#skip = skip;
  }
}

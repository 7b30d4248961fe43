/** How many lines the history keeps. */
export const MAX_HISTORY_LINES = 500;

/** How long a line may be to be worth keeping, in UTF-16 units. */
const MAX_LINE_LENGTH = 16 * 1024;

/** Where a client keeps the lines that the user entered, for the next session. */
export interface HistoryStore {
  /** Returns the lines of earlier sessions, the newest last. Called once, when the console opens. */
  load(): Promise<readonly string[]>;
  /** Adds a line that the user entered. Must not throw: the store reports its own problems. */
  add(line: string): void;
}

/** A line that the user entered. */
export interface HistoryEntry {
  readonly text: string;
  /** The offset at which a pasted text with line breaks starts, if the line holds one. */
  readonly pastedFrom: number | undefined;
}

/** The lines entered earlier, and the entry that Up and Down have reached. */
export class History {
  #entries: HistoryEntry[] = [];
  #position = 0;
  #draft: HistoryEntry = { text: "", pastedFrom: undefined };

  /** Puts the lines of earlier sessions, the newest last, before those of this one. */
  addEarlier(lines: readonly string[]): void {
    const earlier = lines.filter(isWorthKeeping).map((text) => ({ text, pastedFrom: undefined }));
    const isAtEnd = this.#position === this.#entries.length;
    const all = [...earlier, ...this.#entries];
    const dropped = Math.max(0, all.length - MAX_HISTORY_LINES);
    this.#entries = all.slice(dropped);
    const position = this.#position + earlier.length - dropped;
    this.#position = isAtEnd ? this.#entries.length : Math.max(0, position);
  }

  /**
   * Adds an entry, unless it is blank, very long, or repeats the newest one. The next `older` starts
   * at the newest entry again. Returns whether the entry was added.
   */
  add(text: string, pastedFrom?: number): boolean {
    const isNew = isWorthKeeping(text) && text !== this.#entries.at(-1)?.text;
    if (isNew) {
      this.#entries.push({ text, pastedFrom });
      if (this.#entries.length > MAX_HISTORY_LINES) this.#entries.shift();
    }
    this.#position = this.#entries.length;
    return isNew;
  }

  /**
   * Moves to the entry before the current one and returns it.
   *
   * @param current The line being typed. `newer` returns it after the newest entry.
   */
  older(current: HistoryEntry): HistoryEntry | undefined {
    if (this.#position === 0) return undefined;
    if (this.#position === this.#entries.length) this.#draft = current;
    return this.#entries[--this.#position];
  }

  /** Moves to the entry after the current one and returns it; after the newest one, the draft. */
  newer(): HistoryEntry | undefined {
    if (this.#position === this.#entries.length) return undefined;
    return this.#entries[++this.#position] ?? this.#draft;
  }

  /**
   * Returns the newest entry that contains `part`.
   *
   * @param skip How many such entries to pass over.
   */
  find(part: string, skip: number): HistoryEntry | undefined {
    if (part === "") return undefined;
    return this.#entries.filter(({ text }) => text.includes(part)).at(-1 - skip);
  }

  /** Returns the text of the newest entry but `skip`. */
  textBefore(skip: number): string | undefined {
    return this.#entries.at(-1 - skip)?.text;
  }
}

function isWorthKeeping(line: string): boolean {
  return line.trim() !== "" && line.length <= MAX_LINE_LENGTH;
}

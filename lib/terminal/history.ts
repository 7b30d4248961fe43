const MAX_ENTRIES = 500;

/** The lines entered earlier, and the entry that Up and Down have reached. */
export class History {
  #entries: string[] = [];
  #position = 0;
  #draft = "";

  /**
   * Adds `line`, unless it is blank or repeats the newest entry. The next `older` starts at the
   * newest entry again.
   */
  add(line: string): void {
    if (line.trim() !== "" && line !== this.#entries.at(-1)) {
      this.#entries.push(line);
      if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
    }
    this.#position = this.#entries.length;
  }

  /**
   * Moves to the entry before the current one and returns it.
   *
   * @param current The line being typed. `newer` returns it after the newest entry.
   */
  older(current: string): string | undefined {
    if (this.#position === 0) return undefined;
    if (this.#position === this.#entries.length) this.#draft = current;
    return this.#entries[--this.#position];
  }

  /** Moves to the entry after the current one and returns it; after the newest one, the draft. */
  newer(): string | undefined {
    if (this.#position === this.#entries.length) return undefined;
    return this.#entries[++this.#position] ?? this.#draft;
  }
}

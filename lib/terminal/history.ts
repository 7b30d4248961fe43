const LIMIT = 500;

/** The lines entered before, and the place in them that Up and Down have reached. */
export class History {
  #entries: string[] = [];
  #at = 0;
  #draft = "";

  /** Keeps `line` unless it is blank or the same as the one before it; back to the newest place. */
  add(line: string): void {
    if (line.trim() !== "" && line !== this.#entries.at(-1)) {
      this.#entries.push(line);
      if (this.#entries.length > LIMIT) this.#entries.shift();
    }
    this.#at = this.#entries.length;
  }

  /** The entry before the present one; `current`, when left half-typed, is kept to come back to. */
  older(current: string): string | undefined {
    if (this.#at === 0) return undefined;
    if (this.#at === this.#entries.length) this.#draft = current;
    return this.#entries[--this.#at];
  }

  /** The entry after the present one, at last the half-typed line. */
  newer(): string | undefined {
    if (this.#at === this.#entries.length) return undefined;
    return this.#entries[++this.#at] ?? this.#draft;
  }
}

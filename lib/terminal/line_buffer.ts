import { graphemeAt } from "./graphemes.ts";

/** How many changes can be undone. */
const MAX_UNDO_STEPS = 200;

/** A line at some moment. */
export interface LineState {
  readonly text: string;
  /** The cursor's offset into `text`, in UTF-16 units. */
  readonly cursor: number;
  /** The offset at which a pasted text with line breaks starts, if the line holds one. */
  readonly pastedFrom: number | undefined;
}

const EMPTY: LineState = { text: "", cursor: 0, pastedFrom: undefined };

/** The text of the line being typed, its cursor, and its earlier states. */
export class LineBuffer implements LineState {
  #state = EMPTY;
  #undone: LineState[] = [];
  #killed = "";
  /** Whether the line is a secret, which nobody may yank elsewhere. */
  isSecret = false;
  /** Whether the newest change was typing, so that more of it can be undone with it. */
  #isTyping = false;

  get text(): string {
    return this.#state.text;
  }

  get cursor(): number {
    return this.#state.cursor;
  }

  get pastedFrom(): number | undefined {
    return this.#state.pastedFrom;
  }

  /** The present state, which later changes leave as it is. */
  get state(): LineState {
    return this.#state;
  }

  get before(): string {
    return this.text.slice(0, this.cursor);
  }

  get after(): string {
    return this.text.slice(this.cursor);
  }

  /** The offset of the grapheme before the cursor. */
  get left(): number {
    return graphemeAt(this.text, this.cursor - 1)?.start ?? 0;
  }

  /** The offset behind the grapheme at the cursor. */
  get right(): number {
    return graphemeAt(this.text, this.cursor)?.end ?? this.text.length;
  }

  /** Discards the line with its earlier states. */
  reset(): void {
    this.#state = EMPTY;
    this.#undone = [];
    this.#isTyping = false;
  }

  /** Moves the cursor. Returns whether that changed anything. */
  moveTo(cursor: number): boolean {
    this.#isTyping = false;
    if (cursor === this.cursor) return false;
    this.#state = { ...this.#state, cursor };
    return true;
  }

  /** Types `text` at the cursor; a word at a time is undone together. */
  type(text: string): boolean {
    const continues = this.#isTyping && !/^\s/.test(text);
    const changed = this.#replace(this.cursor, this.cursor, text, continues);
    this.#isTyping = changed;
    return changed;
  }

  /** Replaces a part of the line, and puts the cursor behind it. Returns whether anything changed. */
  replace(start: number, end: number, text: string): boolean {
    this.#isTyping = false;
    return this.#replace(start, end, text, false);
  }

  /** Removes a part of the line, and keeps it for `yank`. Returns whether there was any. */
  kill(start: number, end: number): boolean {
    if (start === end) return false;
    if (!this.isSecret) this.#killed = this.text.slice(start, end);
    return this.replace(start, end, "");
  }

  /** Inserts the part that was removed last. Returns whether there is one. */
  yank(): boolean {
    return !this.isSecret && this.paste(this.#killed);
  }

  /** Inserts a text that may have line breaks. Returns whether it has anything at all. */
  paste(text: string): boolean {
    const start = this.cursor;
    const hasChanged = this.replace(start, start, text);
    if (text.includes("\n")) {
      const pastedFrom = Math.min(start, this.pastedFrom ?? Infinity);
      this.#state = { ...this.#state, pastedFrom };
    }
    return hasChanged;
  }

  /** Replaces the whole line. */
  set({ text, pastedFrom }: Omit<LineState, "cursor">): boolean {
    if (text === this.text) return this.moveTo(text.length);
    this.#isTyping = false;
    this.#remember();
    this.#state = { text, cursor: text.length, pastedFrom };
    return true;
  }

  /** Undoes the newest change. Returns whether there was one. */
  undo(): boolean {
    this.#isTyping = false;
    const last = this.#undone.pop();
    if (last === undefined) return false;
    this.#state = last;
    return true;
  }

  #replace(start: number, end: number, inserted: string, continues: boolean): boolean {
    if (start === end && inserted === "") return false;
    if (!continues) this.#remember();
    const text = this.text.slice(0, start) + inserted + this.text.slice(end);
    const offset = start + inserted.length;
    // The characters around the offset may have joined into one grapheme.
    const joined = graphemeAt(text, offset);
    const cursor = joined === undefined || joined.start === offset ? offset : joined.end;
    this.#state = { text, cursor, pastedFrom: this.#pastedFromAfter(start, end, inserted, text) };
    return true;
  }

  #pastedFromAfter(
    start: number,
    end: number,
    inserted: string,
    text: string,
  ): number | undefined {
    const from = this.pastedFrom;
    if (from === undefined || !text.includes("\n")) return undefined;
    if (end <= from) return from - (end - start) + inserted.length;
    return start <= from ? start + inserted.length : from;
  }

  #remember(): void {
    this.#undone.push(this.#state);
    if (this.#undone.length > MAX_UNDO_STEPS) this.#undone.shift();
  }
}

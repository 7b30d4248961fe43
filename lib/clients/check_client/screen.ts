/** The number of rows that are kept at least: older ones are forgotten, many at once. */
const MIN_ROWS = 1000;

/** A complete escape sequence: its parameters and its command, if it is one that moves or erases. */
const SEQUENCE =
  // deno-lint-ignore no-control-regex -- these are what programs write
  /^\x1b(?:\[([?>=\d;]*)([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()].|[^[\]()])/;

/** The start of an escape sequence whose end has not arrived, within reason. */
const INCOMPLETE =
  // deno-lint-ignore no-control-regex -- these are what programs write
  /^\x1b(?:\[[?>=\d;]{0,50}|\][^\x07\x1b]{0,500}\x1b?|[()])?$/;

/**
 * What a person sees of a program's output: rows of text, in which carriage returns overwrite, and
 * the escape sequences that move the cursor and erase text have their effect. Rows are as wide as
 * their text.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const screen = new Screen();
 * screen.write("[Me] \r    \r[Bob] hi\n[Me] ");
 * assert.deepEqual(screen.rows, ["[Bob] hi"]);
 * assert.equal(screen.current, "[Me] ");
 * ```
 */
export class Screen {
  readonly #rows: string[][] = [[]];
  #row = 0;
  #column = 0;
  /** The start of an escape sequence whose end has not arrived. */
  #held = "";

  /** Takes output of the program. */
  write(text: string): void {
    let rest = this.#held + text;
    this.#held = "";
    while (rest !== "") {
      if (INCOMPLETE.test(rest)) {
        this.#held = rest;
        return;
      }
      if (rest[0] === "\x1b") {
        const [sequence = "\x1b", numbers = "", command] = SEQUENCE.exec(rest) ?? [];
        if (command !== undefined) this.#obey(command, numbers);
        rest = rest.slice(sequence.length);
      } else {
        const end = rest.indexOf("\x1b");
        const plain = end < 0 ? rest : rest.slice(0, end);
        for (const character of plain) this.#put(character);
        rest = rest.slice(plain.length);
      }
    }
  }

  /** The rows above the one with the cursor, without the spaces at their ends. */
  get rows(): string[] {
    return this.#rows.slice(0, this.#row).map((row) => textOf(row).trimEnd());
  }

  /** The row with the cursor, up to the cursor or the end of its text. */
  get current(): string {
    const row = this.#rows[this.#row]!;
    const text = textOf(row).trimEnd();
    return text.length >= this.#column ? text : text.padEnd(this.#column);
  }

  #put(character: string): void {
    if (character === "\r") this.#column = 0;
    else if (character === "\n") this.#goTo(this.#row + 1, 0);
    else if (character === "\b") this.#column = Math.max(0, this.#column - 1);
    else if (character >= " ") this.#rows[this.#row]![this.#column++] = character;
  }

  #obey(command: string, numbers: string): void {
    const [first = 0] = numbers.split(";").map(Number);
    const count = first || 1;
    const row = this.#rows[this.#row]!;
    switch (command) {
      case "A":
        return this.#goTo(Math.max(0, this.#row - count), this.#column);
      case "B":
        return this.#goTo(this.#row + count, this.#column);
      case "C":
        this.#column += count;
        return;
      case "D":
        this.#column = Math.max(0, this.#column - count);
        return;
      case "G":
        this.#column = count - 1;
        return;
      case "K":
        if (first === 0) row.splice(this.#column);
        else row.fill(" ", 0, first === 1 ? this.#column + 1 : row.length);
        return;
      case "J":
        if (first !== 0) return;
        row.splice(this.#column);
        this.#rows.splice(this.#row + 1);
    }
  }

  #goTo(row: number, column: number): void {
    this.#row = row;
    this.#column = column;
    while (this.#rows.length <= row) this.#rows.push([]);
    if (this.#rows.length <= 2 * MIN_ROWS) return;
    this.#row -= this.#rows.splice(0, this.#rows.length - MIN_ROWS).length;
  }
}

function textOf(row: readonly string[]): string {
  return Array.from(row, (character) => character ?? " ").join("");
}

import assert from "node:assert/strict";
import { blocksOf } from "../docs/blocks.ts";
import type { Pty } from "./pty.ts";

/** A line that somebody types, behind the prompt. */
const TYPED = /^(?:#lab)?> (.*)$/;

/** A question, and the key that answers it. */
const ANSWERED = /^(.* \[y\/n\]) ([yn])$/;

/** Rows that differ each time: notices about others, and attempts to connect. */
const VARIABLE = /^(?:\w+ has joined|127\.0\.0\.1:\d+|Cannot connect to) /;

/** Returns rows without what differs each time, such as the port and the times. */
function comparable(rows: readonly string[]): string[] {
  return rows.filter((row) => !VARIABLE.test(row)).map((row) =>
    row.replace(/\b\d\d:\d\d\b/, "TIME").replace(/(127\.0\.0\.1):\d+/, "$1:PORT")
  );
}

/** Plays the parts of a page in one user's terminal. */
export class PageReader {
  readonly pty: Pty;
  readonly #blocks: (readonly string[])[];
  /** How many rows were there before the part. */
  #start = 0;

  /** @param user The language of the code blocks that show this terminal. */
  constructor(page: string, user: string, pty: Pty) {
    this.pty = pty;
    this.#blocks = blocksOf(page).filter(({ language }) => language === user)
      .map(({ lines }) => lines);
    this.begin();
  }

  /** Starts comparing behind what is shown now. */
  begin(): void {
    this.#start = this.#rows().length;
  }

  /** Types and reads the next part. `onRow` lets others do what leads to a row. */
  async play(onRow: (row: string) => Promise<void> = () => Promise.resolve()): Promise<void> {
    const lines = this.#blocks.shift()!;
    for (const [at, line] of lines.entries()) {
      const [, typed] = TYPED.exec(line) ?? [];
      const [, question, answer] = ANSWERED.exec(line) ?? [];
      if (typed !== undefined) {
        this.pty.type(`${typed}\r`);
      } else if (question !== undefined) {
        await this.#shows([...lines.slice(0, at), question]);
        this.pty.type(`${answer}\r`);
      } else {
        await onRow(line);
      }
      await this.#shows(lines.slice(0, at + 1));
      if (typed !== undefined) await this.#isBelow(line);
    }
    this.begin();
  }

  /** Fails if the page has a part that nobody has played. */
  end(): void {
    assert.deepEqual(this.#blocks, []);
  }

  /** Waits until the part on the terminal starts with these lines. */
  async #shows(lines: readonly string[]): Promise<void> {
    const expected = comparable(lines).join("\n");
    const shown = () => this.#rows().slice(this.#start).join("\n");
    if (expected === "") return;
    await this.pty.waitFor(() => `${shown()}\n`.startsWith(`${expected}\n`), expected);
  }

  /** Waits until a typed line is no longer the one that is edited. */
  async #isBelow(line: string): Promise<void> {
    const isBelow = () => this.pty.transcript().findLast((row) => row !== "") !== line;
    await this.pty.waitFor(isBelow, `what follows ${line}`);
  }

  /** The rows above the prompt. */
  #rows(): string[] {
    const rows = comparable(this.pty.transcript().join("\n").trimEnd().split("\n"));
    return /^(#lab(?: \(offline\))?)?>$/.test(rows.at(-1)!) ? rows.slice(0, -1) : rows;
  }
}

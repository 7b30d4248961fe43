/**
 * Holds a session's input back while the answer to a login is pending, and lets it through in order
 * afterwards. It holds little: the connection is not read while {@linkcode opened} is pending.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const seen: string[] = [];
 * const gate = new InputGate();
 * gate.closeUntil(Promise.resolve("the answer"), (answer) => seen.push(answer));
 * gate.pass(() => seen.push("what follows"));
 * assert.deepEqual(seen, []);
 * await gate.opened;
 * assert.deepEqual(seen, ["the answer", "what follows"]);
 * ```
 */
export class InputGate {
  readonly #held: (() => void)[] = [];
  #opened: Promise<void> | undefined;

  /** Resolves once all input has passed; `undefined` while the gate is open. */
  get opened(): Promise<void> | undefined {
    return this.#opened;
  }

  /** Handles input, now or when the gate opens. */
  pass(handle: () => void): void {
    if (this.#opened) this.#held.push(handle);
    else handle();
  }

  /** Closes the gate until there is an answer, which is handled before any input. */
  closeUntil<Answer>(answer: Promise<Answer>, handle: (answer: Answer) => void): void {
    this.#opened = this.#open(answer, handle);
  }

  async #open<Answer>(answer: Promise<Answer>, handle: (answer: Answer) => void): Promise<void> {
    handle(await answer);
    this.#opened = undefined;
    while (this.#held.length > 0 && !this.#opened) this.#held.shift()!();
    // An input that has just passed may have closed the gate again.
    await this.#opened;
  }
}

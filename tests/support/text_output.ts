import { DEADLINE_MS, withDeadline } from "./deadline.ts";

/** How much of an output an error message shows, in characters. */
const MAX_SHOWN_LENGTH = 2000;

/** How many deadlines a test waits at most while text arrives. */
const MAX_DEADLINES = 3;

/** How often to look whether a deadline has passed, in milliseconds. */
const CHECK_INTERVAL_MS = 1000;

/** The output of a process or a server, as text that grows. */
export class TextOutput {
  /** The text received so far. */
  text = "";
  #hasEnded = false;
  #changed = Promise.withResolvers<void>();
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  /** Resolves when the stream has ended, however long that takes. Tests wait for `ended`. */
  readonly completion: Promise<void>;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
    this.completion = this.#receive();
  }

  /**
   * Resolves when the stream has ended.
   *
   * @throws {Error} if it does not end before the deadline.
   */
  get ended(): Promise<void> {
    return withDeadline(this.completion, () => `The stream did not end; it ${this.summary}`);
  }

  /** The last part of the text, for error messages. */
  get summary(): string {
    if (this.text === "") return "received nothing";
    return `received at last ${JSON.stringify(this.text.slice(-MAX_SHOWN_LENGTH))}`;
  }

  /** Waits until the text matches. */
  async waitFor(pattern: RegExp): Promise<RegExpExecArray> {
    await this.waitUntil((text) => pattern.test(text), String(pattern));
    return pattern.exec(this.text)!;
  }

  /**
   * Waits until a condition holds for the text. As long as more text arrives, it waits longer: a busy
   * machine may need its time for much of it.
   *
   * @param what A name for the condition, for the error message.
   * @throws {Error} if it does not hold before the deadline or the end of the stream.
   */
  async waitUntil(holds: (text: string) => boolean, what: string): Promise<void> {
    const lastDeadline = performance.now() + MAX_DEADLINES * DEADLINE_MS;
    let [length, deadline] = [-1, 0];
    const timer = setInterval(() => this.#notify(), CHECK_INTERVAL_MS);
    while (!holds(this.text) && !this.#hasEnded) {
      const now = performance.now();
      if (this.text.length > length) deadline = Math.min(lastDeadline, now + DEADLINE_MS);
      length = this.text.length;
      if (now >= deadline) break;
      await this.#changed.promise;
    }
    clearInterval(timer);
    if (holds(this.text)) return;
    throw new Error(`${what} did not come; the stream ${this.summary}`);
  }

  /** Stops reading. */
  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
    await this.completion;
  }

  async #receive(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for (;;) {
        const { done, value } = await this.#reader.read();
        if (done) break;
        this.text += decoder.decode(value, { stream: true });
        this.#notify();
      }
    } catch {
      // A connection that was reset has ended, too.
    }
    this.#hasEnded = true;
    this.#notify();
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

/** How long a test waits for something that has to happen, in milliseconds. */
export const DEADLINE = 20_000;

/** What a process or a server writes, as text that grows. */
export class TextOutput {
  /** All that came so far. */
  text = "";
  /** Resolves when no more will come. */
  readonly ended: Promise<void>;
  #hasEnded = false;
  #more = Promise.withResolvers<void>();

  constructor(stream: ReadableStream<Uint8Array>) {
    this.ended = this.#receive(stream);
  }

  /** Waits until all that came matches. */
  async waitFor(pattern: RegExp): Promise<RegExpExecArray> {
    await this.waitUntil((text) => pattern.test(text), String(pattern));
    return pattern.exec(this.text)!;
  }

  /** Waits until `isThere` holds for all that came; `what` names it in the error if it does not. */
  async waitUntil(isThere: (text: string) => boolean, what: string): Promise<void> {
    const timer = setTimeout(() => this.#wake(), DEADLINE);
    const deadline = performance.now() + DEADLINE;
    while (!isThere(this.text) && !this.#hasEnded && performance.now() < deadline) {
      await this.#more.promise;
    }
    clearTimeout(timer);
    if (isThere(this.text)) return;
    throw new Error(`${what} did not come, but at last ${JSON.stringify(this.text.slice(-2000))}`);
  }

  async #receive(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const bytes of stream) {
        this.text += decoder.decode(bytes, { stream: true });
        this.#wake();
      }
    } catch {
      // A connection that was reset has ended, too.
    }
    this.#hasEnded = true;
    this.#wake();
  }

  #wake(): void {
    this.#more.resolve();
    this.#more = Promise.withResolvers<void>();
  }
}

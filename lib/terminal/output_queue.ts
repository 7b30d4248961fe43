/** Where bytes can be written to: `Deno.stdout`, for one. */
export interface ByteSink {
  /** Writes some of `bytes`, at least one, and tells how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/** Text on its way out: in order, in full, and without anyone having to wait for a slow reader. */
export class OutputQueue {
  readonly #sink: ByteSink;
  #waiting = "";
  #writing: Promise<void> | undefined;
  #isBroken = false;
  #broken = Promise.withResolvers<void>();

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Resolves when nobody reads any more. From then on what is written vanishes. */
  get broken(): Promise<void> {
    return this.#broken.promise;
  }

  /** How many characters wait for those before them to be written. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Writes `text` at once, or as soon as what was written before it is gone. */
  write(text: string): void {
    if (this.#isBroken || text === "") return;
    this.#waiting += text;
    this.#writing ??= this.#drain();
  }

  /** Resolves when all that was written is gone. Never rejects. */
  async flushed(): Promise<void> {
    await this.#writing;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting !== "") {
        const bytes = new TextEncoder().encode(this.#waiting);
        this.#waiting = "";
        for (let written = 0; written < bytes.length;) {
          written += await this.#sink.write(bytes.subarray(written));
        }
      }
    } catch {
      this.#isBroken = true;
      this.#waiting = "";
      this.#broken.resolve();
    }
    this.#writing = undefined;
  }
}

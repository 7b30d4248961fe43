/** A destination for bytes, such as `Deno.stdout`. */
export interface ByteSink {
  /** Writes at least one of `bytes`, and returns how many it wrote. */
  write(bytes: Uint8Array): Promise<number>;
}

/** A queue that writes text in full and in order, without making callers wait for a slow reader. */
export class OutputQueue {
  readonly #sink: ByteSink;
  #queued = "";
  #writing: Promise<void> | undefined;
  #isBroken = false;
  #broken = Promise.withResolvers<void>();

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Resolves when the reader is gone. The queue then discards all further text. */
  get broken(): Promise<void> {
    return this.#broken.promise;
  }

  /** The number of characters queued behind the write in progress. */
  get queuedLength(): number {
    return this.#queued.length;
  }

  /** Writes `text` at once if the queue is idle, and otherwise queues it. */
  write(text: string): void {
    if (this.#isBroken || text === "") return;
    this.#queued += text;
    this.#writing ??= this.#drain();
  }

  /** Resolves when all text is written or the reader is gone. Never rejects. */
  async flushed(): Promise<void> {
    await this.#writing;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#queued !== "") {
        const bytes = new TextEncoder().encode(this.#queued);
        this.#queued = "";
        for (let written = 0; written < bytes.length;) {
          written += await this.#sink.write(bytes.subarray(written));
        }
      }
    } catch {
      this.#isBroken = true;
      this.#queued = "";
      this.#broken.resolve();
    }
    this.#writing = undefined;
  }
}

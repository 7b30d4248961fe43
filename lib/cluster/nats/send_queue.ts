/** How many bytes may be queued for longer than {@linkcode SLOW_MS}. */
const MAX_QUEUED_BYTES = 8 * 1024 * 1024;
const SLOW_MS = 2000;

/** How many bytes may be queued at any time: a burst is no slow link. */
const MAX_BURST_BYTES = 64 * 1024 * 1024;

/** How many bytes are joined for a write. */
const MAX_WRITE_BYTES = 256 * 1024;

/** A link takes less than is sent. */
export class SlowLinkError extends Error {
  override readonly name = "SlowLinkError";

  constructor() {
    super("it takes what is sent more slowly than this server sends");
  }
}

/** What waits to be written to a socket: bounded, like the queue of every slow consumer. */
export class SendQueue {
  readonly #socket: Deno.Conn;
  readonly #onError: (error: Error) => void;
  #frames: Uint8Array[] = [];
  #bytes = 0;
  #isWriting = false;
  #isStopped = false;
  #slowTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param onError Called once, when writing fails or the link is too slow. */
  constructor(socket: Deno.Conn, onError: (error: Error) => void) {
    this.#socket = socket;
    this.#onError = onError;
  }

  /** Queues bytes, which must not change afterwards. */
  add(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#bytes += frame.length;
    if (this.#bytes > MAX_BURST_BYTES) this.#onError(new SlowLinkError());
    else if (this.#bytes > MAX_QUEUED_BYTES) this.#slowTimer ??= this.#startTimer();
    if (!this.#isWriting) this.#write();
  }

  stop(): void {
    this.#isStopped = true;
    this.#frames = [];
    clearTimeout(this.#slowTimer);
  }

  #startTimer() {
    return setTimeout(() => this.#onError(new SlowLinkError()), SLOW_MS);
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    try {
      while (this.#frames.length > 0) {
        const chunk = this.#takeChunk();
        for (let at = 0; at < chunk.length && !this.#isStopped;) {
          const size = await this.#socket.write(chunk.subarray(at));
          at += size;
          this.#bytes -= size;
          if (this.#bytes <= MAX_QUEUED_BYTES) this.#stopTimer();
        }
      }
    } catch (error) {
      if (!this.#isStopped) this.#onError(error as Error);
    }
    this.#isWriting = false;
  }

  #stopTimer(): void {
    clearTimeout(this.#slowTimer);
    this.#slowTimer = undefined;
  }

  /** Takes as many frames as fit into one write, but one at least. */
  #takeChunk(): Uint8Array {
    let [count, length] = [0, 0];
    do length += this.#frames[count++]!.length; while (
      count < this.#frames.length && length + this.#frames[count]!.length <= MAX_WRITE_BYTES
    );
    const taken = this.#frames.splice(0, count);
    if (taken.length === 1) return taken[0]!;
    const chunk = new Uint8Array(length);
    let at = 0;
    for (const frame of taken) {
      chunk.set(frame, at);
      at += frame.length;
    }
    return chunk;
  }
}

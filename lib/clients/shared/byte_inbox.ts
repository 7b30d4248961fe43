import { concat } from "../../framing/bytes.ts";
import type { Socket } from "../../transport/socket.ts";
import { Changes } from "./changes.ts";
import { rethrowBug } from "./rethrow_bug.ts";

const READ_BUFFER_BYTES = 16 * 1024;

/** How many bytes may wait to be taken. Then the inbox reads no further. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** How a peer's stream ended: it closed its side, or the connection failed. */
export type StreamEnd = "closed" | "reset";

/** The bytes that arrive on a socket, for callers who wait for a number of them. */
export class ByteInbox {
  readonly #socket: Socket;
  readonly #onRead: (bytes: Uint8Array) => void;
  #waiting: Uint8Array = new Uint8Array(0);
  #end: StreamEnd | undefined;
  readonly #changes = new Changes();
  /** Resolves when the stream has ended. */
  readonly ended: Promise<void>;

  /** @param onRead Gets the bytes of each read, which are valid during the call only. */
  constructor(socket: Socket, onRead: (bytes: Uint8Array) => void = () => {}) {
    this.#socket = socket;
    this.#onRead = onRead;
    this.ended = this.#receive();
  }

  /** The number of bytes that nobody has taken. */
  get length(): number {
    return this.#waiting.length;
  }

  /** The bytes that nobody has taken. */
  get bytes(): Uint8Array {
    return this.#waiting;
  }

  /** How the stream ended, if it has. */
  get end(): StreamEnd | undefined {
    return this.#end;
  }

  /** Takes at most `count` bytes: fewer if no more are there. */
  take(count: number): Uint8Array {
    const taken = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    this.#changes.notify();
    return taken;
  }

  /** Waits until a condition holds. Returns whether it does: not after the end or the timeout. */
  async waitUntil(holds: () => boolean, timeoutMs: number): Promise<boolean> {
    await this.#changes.waitUntil(() => holds() || this.#end !== undefined, timeoutMs);
    return holds();
  }

  /** Waits until nothing has arrived for a time, or until the stream ends. */
  async waitForSilence(silenceMs: number, timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (let length = -1; length !== this.length && performance.now() < deadline;) {
      length = this.length;
      await this.waitUntil(() => this.length !== length, silenceMs);
    }
  }

  async #receive(): Promise<void> {
    const buffer = new Uint8Array(READ_BUFFER_BYTES);
    for (;;) {
      while (this.length > MAX_WAITING_BYTES) await this.#changes.next;
      let count: number | null;
      try {
        count = await this.#socket.read(buffer);
      } catch (error) {
        rethrowBug(error);
        this.#end = "reset";
        break;
      }
      if (count === null) {
        this.#end = "closed";
        break;
      }
      const bytes = buffer.slice(0, count);
      this.#onRead(bytes);
      this.#waiting = concat([this.#waiting, bytes]);
      this.#changes.notify();
    }
    this.#changes.notify();
  }
}

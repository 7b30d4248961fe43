import { concat } from "../../framing/bytes.ts";
import type { Socket } from "../../transport/socket.ts";
import { Changes } from "../shared/changes.ts";
import { writeAll } from "../shared/connect.ts";
import { type Split, SplitPoints } from "./split_points.ts";

/** The ways in which bytes travel differently from how they came. */
export interface Disturbance {
  /** Where to cut the stream into separate writes. */
  readonly split: Split | undefined;
  /** How long to collect bytes into one write, in milliseconds. */
  readonly joinMs: number;
  /** How long to hold each read back, in milliseconds. */
  readonly delayMs: number;
  /** The number of bytes in one direction after which the connection is dropped. */
  readonly dropAfter: number;
  /** Decides where `random` cuts. */
  readonly seed: number;
}

/** No disturbance: bytes travel as they came. */
export const UNDISTURBED: Disturbance = {
  ...{ split: undefined, joinMs: 0, delayMs: 0, dropAfter: Infinity, seed: 0 },
};

/**
 * The pause after each piece of a split, in milliseconds. Without it, the receiver would read several
 * pieces at once.
 */
const SPLIT_PAUSE_MS = 2;

/** How many bytes may wait for their time. Then the writer accepts no more. */
const MAX_QUEUED_BYTES = 256 * 1024;

/** Gets what a {@linkcode DisturbedWriter} does. */
export interface WriterEvents {
  /** Bytes were written, in pieces of these lengths. */
  onSent(pieces: readonly number[]): void;
  /** The limit of `dropAfter` is reached: both sides have to be closed. */
  onDrop(): void;
}

/** Bytes that wait, with the time at which they came. */
interface Queued {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Writes a stream to a socket, disturbed. It waits for a receiver that does not read. */
export class DisturbedWriter {
  readonly #socket: Socket;
  readonly #disturbance: Disturbance;
  readonly #events: WriterEvents;
  readonly #splitPoints: SplitPoints | undefined;
  readonly #queue: Queued[] = [];
  #queuedBytes = 0;
  #writtenBytes = 0;
  #isEnded = false;
  #isBroken = false;
  readonly #changes = new Changes();
  readonly #writing: Promise<void>;

  /** @param stream The number of the stream: each is cut at other bytes. */
  constructor(socket: Socket, disturbance: Disturbance, stream: number, events: WriterEvents) {
    this.#socket = socket;
    this.#disturbance = disturbance;
    this.#events = events;
    const { split, seed } = disturbance;
    // A large odd factor keeps the streams of neighbouring seeds apart.
    if (split !== undefined) this.#splitPoints = new SplitPoints(split, seed + stream * 0x9e3779b1);
    this.#writing = this.#writeQueue();
  }

  /** Queues a copy of `bytes`. Returns whether the receiver still takes any, once there is room. */
  async write(bytes: Uint8Array): Promise<boolean> {
    this.#queue.push({ at: performance.now(), bytes: bytes.slice() });
    this.#queuedBytes += bytes.length;
    this.#changes.notify();
    while (this.#queuedBytes >= this.#roomBytes && !this.#isBroken) await this.#changes.next;
    return !this.#isBroken;
  }

  /** Closes the socket's writing side behind everything queued. */
  async end(): Promise<void> {
    this.#isEnded = true;
    this.#changes.notify();
    await this.#writing;
    if (!this.#isBroken) await this.#socket.closeWrite().catch(() => {});
  }

  /** Discards everything queued. */
  abort(): void {
    this.#isBroken = true;
    this.#changes.notify();
  }

  /** Without a time to wait for, one read at a time is queued. */
  get #roomBytes(): number {
    const { joinMs, delayMs } = this.#disturbance;
    return joinMs + delayMs > 0 ? MAX_QUEUED_BYTES : 1;
  }

  async #writeQueue(): Promise<void> {
    const { joinMs, delayMs } = this.#disturbance;
    while (!this.#isBroken) {
      const [first] = this.#queue;
      if (!first && this.#isEnded) return;
      if (!first) await this.#changes.next;
      else {
        await this.#waitUntil(first.at + delayMs + joinMs, delayMs === 0);
        if (!this.#isBroken) await this.#writePieces(this.#take(first.at + joinMs));
      }
    }
  }

  /** @param isImpatient Whether a full queue or the end of the stream ends the wait. */
  async #waitUntil(time: number, isImpatient: boolean): Promise<void> {
    const isInterrupted = () =>
      this.#isBroken ||
      (isImpatient && (this.#isEnded || this.#queuedBytes >= MAX_QUEUED_BYTES));
    await this.#changes.waitUntil(isInterrupted, Math.max(0, time - performance.now()));
  }

  /** Takes everything that came until `time`. Its room is free once it is written. */
  #take(time: number): Uint8Array {
    const later = this.#queue.findIndex(({ at }) => at > time);
    const taken = this.#queue.splice(0, later < 0 ? this.#queue.length : later);
    return concat(taken.map(({ bytes }) => bytes));
  }

  async #writePieces(bytes: Uint8Array): Promise<void> {
    const allowed = bytes.subarray(0, this.#disturbance.dropAfter - this.#writtenBytes);
    const pieces = this.#splitPoints?.pieces(allowed.length) ?? [allowed.length];
    for (let at = 0, next = 0; next < pieces.length && !this.#isBroken; next++) {
      const end = at + pieces[next]!;
      if (!await writeAll(this.#socket, allowed.subarray(at, end))) this.#isBroken = true;
      if (this.#splitPoints) await new Promise((resolve) => setTimeout(resolve, SPLIT_PAUSE_MS));
      at = end;
    }
    this.#writtenBytes += allowed.length;
    this.#queuedBytes -= bytes.length;
    this.#events.onSent(pieces);
    if (this.#writtenBytes >= this.#disturbance.dropAfter) {
      this.#isBroken = true;
      this.#events.onDrop();
    }
    this.#changes.notify();
  }
}

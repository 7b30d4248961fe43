import type { Socket } from "../../transport/socket.ts";
import { rethrowBug } from "../shared/rethrow_bug.ts";
import { ConnectionDecoder, type Side } from "./decoder.ts";
import { type Disturbance, DisturbedWriter } from "./disturbed_writer.ts";
import type { Recorder } from "./recording.ts";
import type { WireView } from "./wire_view.ts";

const READ_BUFFER_BYTES = 16 * 1024;

/** How many pieces of a write are listed. */
const MAX_LISTED_PIECES = 8;

/** The options of all connections through the wire. */
export interface BridgeOptions {
  readonly view: WireView;
  readonly disturbance: Disturbance;
  readonly recorder: Recorder | undefined;
  /** The dialect of all connections; `undefined` to detect it. */
  readonly dialect: string | undefined;
}

/** Carries the bytes between a client and a server, and shows them. */
export class Bridge {
  readonly #number: number;
  readonly #sockets: Readonly<Record<Side, Socket>>;
  readonly #options: BridgeOptions;
  readonly #decoder: ConnectionDecoder;
  readonly #writers: Readonly<Record<Side, DisturbedWriter>>;
  #isClosed = false;

  /** @param number The number of the connection, from 1. */
  constructor(number: number, sockets: Readonly<Record<Side, Socket>>, options: BridgeOptions) {
    this.#number = number;
    this.#sockets = sockets;
    this.#options = options;
    this.#decoder = new ConnectionDecoder(options.dialect);
    this.#writers = { client: this.#writerFrom("client"), server: this.#writerFrom("server") };
  }

  /** Runs until both sides have ended, then closes both. */
  async run(): Promise<void> {
    this.#options.recorder?.record({ connection: this.#number, event: "open" });
    try {
      await Promise.all([this.#carry("client"), this.#carry("server")]);
    } finally {
      this.close();
    }
  }

  /** Closes both sides at once. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const writer of Object.values(this.#writers)) writer.abort();
    for (const socket of Object.values(this.#sockets)) socket.close();
    this.#show(undefined, "closed");
    this.#options.recorder?.record({ connection: this.#number, event: "close" });
  }

  /** Returns the writer of the bytes that `from` sends: it writes to the other side. */
  #writerFrom(from: Side): DisturbedWriter {
    const { disturbance } = this.#options;
    const stream = 2 * this.#number + (from === "client" ? 0 : 1);
    const isRegrouped = disturbance.split !== undefined || disturbance.joinMs > 0;
    return new DisturbedWriter(this.#sockets[otherSide(from)], disturbance, stream, {
      onSent: (pieces) => {
        if (isRegrouped && !this.#isClosed) this.#show(from, `  sent as ${listed(pieces)}`);
      },
      onDrop: () => {
        this.#show(from, `dropped after ${bytesText(disturbance.dropAfter)}`);
        this.close();
      },
    });
  }

  /** Carries the bytes of one side until it ends, or until the other side takes no more. */
  async #carry(from: Side): Promise<void> {
    const buffer = new Uint8Array(READ_BUFFER_BYTES);
    const writer = this.#writers[from];
    for (;;) {
      const count = await this.#read(from, buffer);
      if (count === undefined) return;
      if (count === null) {
        this.#showEnd(from, "end");
        return await writer.end();
      }
      const bytes = buffer.subarray(0, count);
      this.#showBytes(from, bytes);
      // A slow reader of the output slows the connection down, so that nothing piles up.
      await this.#options.view.ready();
      if (!await writer.write(bytes)) {
        if (this.#isClosed) return;
        return this.#show(undefined, `the ${otherSide(from)} takes no more bytes`);
      }
    }
  }

  /** Reads from a side. Returns `null` at its end, and `undefined` once the connection is over. */
  async #read(from: Side, buffer: Uint8Array): Promise<number | null | undefined> {
    try {
      return await this.#sockets[from].read(buffer);
    } catch (error) {
      rethrowBug(error);
      if (this.#isClosed) return undefined;
      this.#showEnd(from, "reset");
      this.close();
    }
  }

  #showBytes(from: Side, bytes: Uint8Array): void {
    this.#options.recorder?.record({
      ...{ connection: this.#number, event: "data", from, bytes },
    });
    this.#show(from, bytesText(bytes.length));
    const before = this.#decoder.dialect;
    const found = this.#decoder.push(from, bytes);
    const { dialect } = this.#decoder;
    if (dialect !== before) {
      this.#show(undefined, dialect === "raw" ? "speaks no dialect" : `speaks ${dialect}`);
    }
    for (const { from, text } of found) this.#show(from, `  ${text}`);
  }

  #showEnd(from: Side, how: string): void {
    this.#options.recorder?.record({ connection: this.#number, event: "end", from });
    for (const { text } of this.#decoder.end(from)) this.#show(from, `  ${text}`);
    this.#show(from, how);
  }

  #show(from: Side | undefined, text: string): void {
    this.#options.view.show(this.#number, from, text);
  }
}

function otherSide(side: Side): Side {
  return side === "client" ? "server" : "client";
}

/** Returns a number of bytes in words. */
export function bytesText(count: number): string {
  return count === 1 ? "1 byte" : `${count} bytes`;
}

function listed(pieces: readonly number[]): string {
  if (pieces.length <= MAX_LISTED_PIECES) return pieces.join(" + ");
  return `${pieces.slice(0, MAX_LISTED_PIECES).join(" + ")} + … (${pieces.length} writes)`;
}

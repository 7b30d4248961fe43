import type { Socket } from "../../lib/transport/socket.ts";

/** A socket in memory, whose peer sends chunks and reads everything. */
export class ChunkSocket implements Socket {
  readonly remoteAddr = { hostname: "192.0.2.1", port: 50000 };
  /** All bytes that were written. */
  written: number[] = [];
  isWriteClosed = false;
  isClosed = false;
  readonly #chunks: Uint8Array[];
  readonly #maxWrite: number;

  /** @param maxWrite The most bytes that one write takes. */
  constructor(chunks: Iterable<Uint8Array>, maxWrite = Infinity) {
    this.#chunks = Array.from(chunks);
    this.#maxWrite = maxWrite;
  }

  /** All text that was written. */
  get text(): string {
    return new TextDecoder().decode(Uint8Array.from(this.written));
  }

  read(buffer: Uint8Array): Promise<number | null> {
    const [chunk] = this.#chunks;
    if (!chunk) return Promise.resolve(null);
    const part = chunk.subarray(0, buffer.length);
    buffer.set(part);
    if (part.length < chunk.length) this.#chunks[0] = chunk.subarray(part.length);
    else this.#chunks.shift();
    return Promise.resolve(part.length);
  }

  write(bytes: Uint8Array): Promise<number> {
    const part = bytes.subarray(0, this.#maxWrite);
    this.written.push(...part);
    return Promise.resolve(part.length);
  }

  closeWrite(): Promise<void> {
    this.isWriteClosed = true;
    return Promise.resolve();
  }

  close(): void {
    this.isClosed = true;
  }
}

/** Reads a socket to its end. An error is the end, too, and part of the result. */
export async function readAll(
  socket: Socket,
  size = 512,
): Promise<{ bytes: Uint8Array; error: unknown }> {
  const bytes: number[] = [];
  const buffer = new Uint8Array(size);
  try {
    for (;;) {
      const count = await socket.read(buffer);
      if (count === null) return { bytes: Uint8Array.from(bytes), error: undefined };
      bytes.push(...buffer.subarray(0, count));
    }
  } catch (error) {
    return { bytes: Uint8Array.from(bytes), error };
  }
}

/** Cuts bytes into chunks of one size. */
export function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from(
    { length: Math.ceil(bytes.length / size) },
    (_, at) => bytes.subarray(at * size, (at + 1) * size),
  );
}

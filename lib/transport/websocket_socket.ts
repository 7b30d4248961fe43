import { concat } from "../framing/bytes.ts";
import { CLOSE_CODE, OPCODE } from "../framing/websocket.ts";
import { type ControlHandler, WebSocketDecoder } from "../framing/websocket_decoder.ts";
import { encodeClose, encodeControl } from "../framing/websocket_encoder.ts";
import { type PeerAddress, type Socket, SocketError } from "./socket.ts";
import { encodeShared } from "./shared_frames.ts";
import { writeAll } from "./write_all.ts";

/** The size of the buffer of a client that has filled its reader's buffer, in bytes. */
const BUSY_BUFFER_BYTES = 32 * 1024;

/** A busy client whose reads bring less than this is no longer busy, in bytes. */
const QUIET_BYTES = 512;

/** The time that our last frame gets to reach a client that has closed, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1000;

const NOTHING = new Uint8Array(0);

/**
 * The server's side of a WebSocket. Its bytes are lines: each message of the client is one, and each one
 * to the client is a message.
 */
export class WebSocketSocket implements Socket, ControlHandler {
  readonly transport: "websocket" | "irc-websocket";
  readonly remoteAddr: PeerAddress;
  readonly #socket: Socket;
  readonly #isBinary: boolean;
  readonly #decoder: WebSocketDecoder;
  /** Bytes that were read together with the request. */
  #start: Uint8Array;
  /** The buffer of a busy client. Most are idle and need none. */
  #buffer: Uint8Array | undefined;
  /** Lines that are decoded and not read yet. */
  #lines: Uint8Array = NOTHING;
  #isFlawReported = false;
  /** Whether the client has got the start of a line without its end. */
  #isInMessage = false;
  #isWriting = false;
  /** The payload of the last ping, until it is answered. */
  #ping: Uint8Array | undefined;
  /** Our last frame, once it is due, and what is called when it is written. */
  #closeFrame: Uint8Array | undefined;
  #isCloseSent = false;
  readonly #closed = Promise.withResolvers<void>();
  /** Resolves when the control frames that are being written are written. */
  #controlWrite: Promise<void> | undefined;

  /**
   * @param start Bytes that were already read from the socket.
   * @param maxBytes The maximum size of a message.
   * @param irc How the messages are sent of a client that has said that they are lines of IRC.
   */
  constructor(socket: Socket, start: Uint8Array, maxBytes: number, irc?: "text" | "binary") {
    this.transport = irc ? "irc-websocket" : "websocket";
    this.#isBinary = irc === "binary";
    this.#socket = socket;
    this.remoteAddr = socket.remoteAddr;
    this.#start = start;
    this.#decoder = new WebSocketDecoder(maxBytes, this, this.#isBinary);
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    // In one function: each that waits for a read takes memory of every idle page.
    while (this.#lines.length === 0) {
      const { flaw, isClosed } = this.#decoder;
      if (flaw) return await this.#readBehind(flaw.explanation, buffer);
      if (isClosed) return null;
      // The decoder needs a byte in front of what is read.
      const target = this.#buffer ?? buffer;
      const start = this.#takeStart(target.length - 1);
      if (start.length > 0) target.set(start, 1);
      const count = start.length || await this.#socket.read(target.subarray(1));
      if (count === null) return null;
      if (count === target.length - 1) this.#buffer ??= new Uint8Array(BUSY_BUFFER_BYTES);
      else if (count < QUIET_BYTES) this.#buffer = undefined;
      const lines = this.#decoder.decode(target.subarray(0, 1 + count));
      if (lines.length > 0 && target === buffer) return lines.length;
      this.#lines = lines;
      // A read that is ready resolves at once: a flood of pings must not keep the loop from others.
      if (lines.length === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    const part = this.#lines.subarray(0, buffer.length);
    buffer.set(part);
    this.#lines = part.length < this.#lines.length ? this.#lines.subarray(part.length) : NOTHING;
    return part.length;
  }

  /** Takes some of the bytes that were read together with the request. */
  #takeStart(maxBytes: number): Uint8Array {
    const start = this.#start.subarray(0, maxBytes);
    this.#start = start.length < this.#start.length ? this.#start.subarray(start.length) : NOTHING;
    return start;
  }

  /** Reports a breach of the protocol, and then returns what follows, which has no meaning. */
  #readBehind(explanation: string, buffer: Uint8Array): Promise<number | null> {
    if (this.#isFlawReported) return this.#socket.read(buffer);
    this.#isFlawReported = true;
    throw new SocketError(`WebSocket failed: ${explanation}`);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#controlWrite
      ? this.#controlWrite.then(() => this.#writeLines(bytes))
      : this.#writeLines(bytes);
  }

  #writeLines(bytes: Uint8Array): Promise<number> {
    const { frames, count, isInMessage } = encodeShared(
      bytes,
      this.#isInMessage,
      this.#isBinary,
    );
    this.#isInMessage = isInMessage;
    this.#isWriting = true;
    return this.#socket.write(frames).then((written) => {
      if (written < frames.length) return this.#writeRest(frames.subarray(written), count);
      this.#onWritten();
      return count;
    });
  }

  async #writeRest(rest: Uint8Array, count: number): Promise<number> {
    await writeAll(this.#socket, rest);
    this.#onWritten();
    return count;
  }

  #onWritten(): void {
    this.#isWriting = false;
    this.#writeControls();
  }

  onPing(payload: Uint8Array): void {
    // The protocol allows to answer only the last of several pings.
    this.#ping = payload;
    this.#writeControls();
  }

  /** Writes the control frames that are due, unless a write is pending: then they come next. */
  #writeControls(): void {
    if (this.#isWriting || this.#controlWrite || this.#isCloseSent) return;
    const frames = this.#ping ? [encodeControl(OPCODE.pong, this.#ping)] : [];
    this.#ping = undefined;
    if (this.#closeFrame) frames.push(this.#closeFrame);
    if (frames.length === 0) return;
    this.#isCloseSent = this.#closeFrame !== undefined;
    this.#controlWrite = writeAll(this.#socket, concat(frames)).then(
      () => {
        this.#controlWrite = undefined;
        if (this.#isCloseSent) this.#closed.resolve();
        this.#writeControls();
      },
      // The next read or write fails in the same way.
      () => this.#closed.resolve(),
    );
  }

  async closeWrite(): Promise<void> {
    await this.#sendClose(this.#decoder.flaw?.code ?? CLOSE_CODE.normal);
    await this.#socket.closeWrite();
  }

  #sendClose(code: number | undefined): Promise<void> {
    this.#closeFrame ??= encodeClose(code);
    this.#writeControls();
    return this.#closed.promise;
  }

  close(): void {
    if (this.#isWriting || this.#controlWrite || this.#isCloseSent) return this.#socket.close();
    const timer = setTimeout(() => this.#closed.resolve(), CLOSE_TIMEOUT_MS);
    const { isClosed, closeCode } = this.#decoder;
    this.#sendClose(isClosed ? closeCode : CLOSE_CODE.normal).finally(() => {
      clearTimeout(timer);
      this.#socket.close();
    });
  }
}

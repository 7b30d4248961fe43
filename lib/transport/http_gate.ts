/**
 * HTTP beside other protocols on one port. The rules are in `docs/protocols/one-port.md`.
 *
 * @module
 */
import { concat } from "../framing/bytes.ts";
import {
  countBlankLines,
  HTTP_END_REASON,
  isHttpRequest,
  mustBeHeld,
} from "../framing/first_bytes.ts";
import {
  headLength,
  HttpFlaw,
  type HttpRequest,
  MAX_HEAD_BYTES,
  NO_REQUEST,
  parseHead,
  tooLong,
} from "../framing/http_head.ts";
import { encodeTextResponse } from "../framing/http_response.ts";
import { type PeerAddress, type Socket, SocketError } from "./socket.ts";
import { StartedSocket } from "./started_socket.ts";
import { writeAll } from "./write_all.ts";

/** How long a client may take to send the head of its request, in milliseconds. */
const HEAD_TIMEOUT_MS = 10_000;

/** How long a connection is kept for a client's next request, in milliseconds, and for how many of them. */
const KEEP_ALIVE_MS = 2000;
const MAX_REQUESTS = 100;

/** How much of a head is read at a time, in bytes. */
const READ_BYTES = 2048;

const TIMED_OUT = new HttpFlaw(
  408,
  `The request did not arrive within ${HEAD_TIMEOUT_MS / 1000} seconds.`,
);

const NOTHING = new Uint8Array(0);

/** The response to all requests where nothing is served. */
const REFUSAL = encodeTextResponse(404, "This port speaks chat protocols, not HTTP.");

/** The response to a request, and what becomes of its connection. */
export interface HttpAnswer {
  readonly response: Uint8Array;
  /** The reason why the connection ends, if it does. */
  readonly reason: string;
  /** Whether another request may follow. */
  readonly keepsAlive: boolean;
  /** Goes on with another protocol instead. */
  readonly upgrade?: ((socket: Socket, start: Uint8Array) => Socket) | undefined;
}

/** The circumstances of a request. */
export interface HttpContext {
  /** Why the client may not use its connection, if it may not. */
  readonly refusal: string | undefined;
}

/** Answers requests, and those that cannot be understood. */
export type HttpService = (
  request: HttpRequest | HttpFlaw,
  context: HttpContext,
) => HttpAnswer;

/** The options of an {@linkcode HttpGate}. */
export interface HttpGateOptions {
  /** Without it, all requests are refused. */
  readonly service?: HttpService | undefined;
  readonly timeoutMs?: number;
  readonly keepAliveMs?: number;
}

/**
 * A socket on which a client may speak HTTP instead of whatever else is spoken. A request gets its
 * response, and nothing of it reaches the reader, nor anything that follows.
 */
export class HttpGate implements Socket {
  readonly remoteAddr: PeerAddress;
  readonly #options: HttpGateOptions;
  #socket: Socket;
  /** The bytes that were handed on before it was certain that they are no request. */
  #passed: Uint8Array | undefined;
  #isDecided = false;
  /** The read that was pending when the time for a request was over. */
  #lateRead: Promise<unknown> | undefined;

  constructor(socket: Socket, options: HttpGateOptions = {}) {
    this.#socket = socket;
    this.remoteAddr = socket.remoteAddr;
    this.#options = options;
  }

  get refusal(): string | undefined {
    return this.#socket.refusal;
  }

  get transport(): string | undefined {
    return this.#socket.transport;
  }

  read(buffer: Uint8Array): Promise<number | null> {
    if (!this.#isDecided) return this.#decide(buffer);
    return this.#lateRead ? this.#readLate(buffer) : this.#socket.read(buffer);
  }

  async #decide(buffer: Uint8Array): Promise<number | null> {
    for (let held = NOTHING;;) {
      const count = await this.#socket.read(buffer);
      const bytes = buffer.subarray(0, count ?? 0);
      const arrived = held.length > 0 ? concat([held, bytes]) : bytes;
      const start = this.#passed ? concat([this.#passed, arrived]) : arrived;
      const isRequest = count === null ? false : isHttpRequest(start);
      if (isRequest === undefined && mustBeHeld(start)) {
        held = arrived.slice();
        continue;
      }
      if (isRequest) {
        await this.#serve(start.slice());
        return await this.read(buffer);
      }
      this.#isDecided = isRequest === false;
      this.#passed = this.#isDecided ? undefined : start.slice();
      if (held.length === 0) return count;
      this.#socket = new StartedSocket(this.#socket, this.remoteAddr, arrived.slice());
      return await this.#socket.read(buffer);
    }
  }

  /**
   * Answers requests.
   *
   * @throws {SocketError} after the last one, unless the connection goes on with another protocol.
   */
  async #serve(start: Uint8Array): Promise<void> {
    this.#isDecided = true;
    const { service } = this.#options;
    // Only a request that nobody has seen a part of can be granted.
    if (!service || this.#passed) {
      this.#passed = undefined;
      await writeAll(this.#socket, REFUSAL);
      throw new SocketError(HTTP_END_REASON);
    }
    const { timeoutMs = HEAD_TIMEOUT_MS, keepAliveMs = KEEP_ALIVE_MS } = this.#options;
    let rest = start.subarray(countBlankLines(start));
    let end = HTTP_END_REASON;
    for (let count = 1; count <= MAX_REQUESTS; count++) {
      const head = await this.#readHead(rest, rest.length > 0 ? timeoutMs : keepAliveMs);
      if (!head) break;
      const { response, reason, keepsAlive, upgrade } = service(head.request, this);
      await writeAll(this.#socket, response);
      if (upgrade) {
        this.#socket = upgrade(this.#socket, head.rest);
        return;
      }
      [rest, end] = [head.rest, reason];
      if (!keepsAlive) break;
    }
    throw new SocketError(end);
  }

  /** Reads a request. Returns `undefined` if none has begun within the time. */
  async #readHead(bytes: Uint8Array, timeoutMs: number): Promise<ReadHead | undefined> {
    // Most requests come whole, and need no timer.
    const whole = parsed(bytes);
    if (whole) return whole;
    const late = Promise.withResolvers<"late">();
    const timer = setTimeout(() => late.resolve("late"), timeoutMs);
    const refuse = (flaw: HttpFlaw) => bytes.length > 0 ? refused(flaw) : undefined;
    try {
      for (;;) {
        const more = new Uint8Array(READ_BYTES);
        const reading = this.#socket.read(more);
        const count = await Promise.race([reading, late.promise]);
        if (count === "late") {
          this.#lateRead = reading.catch(() => {});
          return refuse(TIMED_OUT);
        }
        if (count === null) return refuse(new HttpFlaw(400, "The request is not complete."));
        bytes = concat([bytes, more.subarray(0, count)]);
        const head = parsed(bytes);
        if (head) return head;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async #readLate(buffer: Uint8Array): Promise<number | null> {
    await this.#lateRead;
    this.#lateRead = undefined;
    return await this.#socket.read(buffer);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#socket.write(bytes);
  }

  closeWrite(): Promise<void> {
    return this.#socket.closeWrite();
  }

  close(): void {
    this.#socket.close();
  }
}

/** A request, and the bytes behind its head. */
interface ReadHead {
  readonly request: HttpRequest | HttpFlaw;
  readonly rest: Uint8Array;
}

/** Returns the request at the start of bytes, or what is wrong with it, once that is certain. */
function parsed(bytes: Uint8Array): ReadHead | undefined {
  const length = headLength(bytes);
  if (length !== undefined && length <= MAX_HEAD_BYTES) {
    return { request: parseHead(bytes.subarray(0, length)), rest: bytes.slice(length) };
  }
  if (bytes.length > MAX_HEAD_BYTES) return refused(tooLong(bytes));
  // Nothing and empty lines may still become a request.
  return isHttpRequest(bytes) === false ? refused(NO_REQUEST) : undefined;
}

function refused(flaw: HttpFlaw): ReadHead {
  return { request: flaw, rest: NOTHING };
}

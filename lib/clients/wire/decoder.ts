import { detect } from "../../dialects/auto.ts";
import { concat } from "../../framing/bytes.ts";
import { countMarks, isHttpRequest } from "../../framing/first_bytes.ts";
import { FRAME_SIZE } from "../../framing/fixed_frames.ts";
import { describeIrc } from "./describe_irc.ts";
import { describeFrame, describeJson, describeLine } from "./describe_message.ts";
import { type CutMessage, FRAME_END, LINE_END, MessageCutter } from "./message_cutter.ts";
import { visibleBytes } from "./visible_bytes.ts";

/** Bytes without a structure that Parley knows. */
export const RAW = "raw";

const NEWLINE = 0x0a;
const TLS_HANDSHAKE = 0x16;

/** How much of a connection may pass before its dialect is known, in bytes each way. */
const MAX_UNDECIDED_BYTES = 4096;

/** An end of a connection. */
export type Side = "client" | "server";

/** A line about the bytes of one side. */
export interface Description {
  readonly from: Side;
  readonly text: string;
}

/** Describes the messages of one direction of a connection. */
interface Decoder {
  /** Returns a line for each message that the bytes of a read complete. */
  push(chunk: Uint8Array): string[];
  /** Returns the size and the bytes of the part of a message that has arrived, if any. */
  partial(): { readonly size: string; readonly bytes: string } | undefined;
}

/**
 * Returns the dialect that a connection's first bytes reveal, `undefined` while they do not, and
 * {@linkcode RAW} for HTTP and TLS.
 */
export function dialectOf(start: Uint8Array): string | undefined {
  if (start[0] === TLS_HANDSHAKE) return RAW;
  if (isHttpRequest(start)) return RAW;
  const marks = countMarks(start);
  if (marks === undefined) return undefined;
  const bytes = start.subarray(marks);
  const newline = bytes.indexOf(NEWLINE);
  return detect(newline < 0 ? bytes : bytes.subarray(0, newline)) ?? detect(bytes);
}

/**
 * Describes the messages of a connection in both directions. The client's first bytes reveal the
 * dialect; until then, nothing but the number of bytes is known.
 */
export class ConnectionDecoder {
  readonly #decoders: Partial<Record<Side, Decoder>> = {};
  readonly #undecided: Record<Side, Uint8Array[]> = { client: [], server: [] };
  #dialect: string | undefined;

  /** @param dialect The dialect, if it is known beforehand. */
  constructor(dialect: string | undefined) {
    this.#dialect = dialect;
  }

  /** The dialect, once it is known. */
  get dialect(): string | undefined {
    return this.#dialect;
  }

  /** Takes the bytes of a read, and describes the messages that are now known. */
  push(from: Side, chunk: Uint8Array): Description[] {
    if (this.#dialect !== undefined) return [...this.#complete(from, chunk), ...this.#rest(from)];
    this.#undecided[from].push(chunk.slice());
    const start = concat(this.#undecided[from]);
    this.#dialect = from === "client" ? dialectOf(start) : undefined;
    if (start.length > MAX_UNDECIDED_BYTES) this.#dialect ??= RAW;
    return this.#dialect === undefined ? [] : this.#catchUp();
  }

  /** Takes the end of a side's stream, and describes what is left over. */
  end(from: Side): Description[] {
    if (this.#dialect === undefined) {
      const bytes = concat(this.#undecided[from]);
      this.#undecided[from] = [];
      return bytes.length === 0 ? [] : [{ from, text: `raw ${visibleBytes(bytes)}` }];
    }
    const partial = this.#decoderOf(from).partial();
    return partial ? [{ from, text: `only ${partial.size}: ${partial.bytes}` }] : [];
  }

  /** Describes the bytes that arrived before the dialect was known. */
  #catchUp(): Description[] {
    return (["client", "server"] as const).flatMap((from) => {
      const chunks = this.#undecided[from];
      this.#undecided[from] = [];
      const found = chunks.flatMap((chunk) => this.#complete(from, chunk));
      return [...found, ...this.#rest(from)];
    });
  }

  #complete(from: Side, chunk: Uint8Array): Description[] {
    return this.#decoderOf(from).push(chunk).map((text) => ({ from, text }));
  }

  #rest(from: Side): Description[] {
    const partial = this.#decoderOf(from).partial();
    return partial ? [{ from, text: `${partial.size} so far` }] : [];
  }

  #decoderOf(from: Side): Decoder {
    return this.#decoders[from] ??= makeDecoder(this.#dialect!);
  }
}

function makeDecoder(dialect: string): Decoder {
  switch (dialect) {
    case "channel":
      return messageDecoder(new MessageCutter(FRAME_END), describeFrame, sizeInFrame);
    case "messenger":
      return messageDecoder(new MessageCutter(LINE_END), describeJson, sizeInLine);
    case "irc":
      return messageDecoder(new MessageCutter(LINE_END), describeIrc, sizeInLine);
    case RAW:
      return { push: (chunk) => [`raw ${visibleBytes(chunk)}`], partial: () => undefined };
    default:
      return messageDecoder(new MessageCutter(LINE_END), describeLine, sizeInLine);
  }
}

function messageDecoder(
  cutter: MessageCutter,
  describe: (message: CutMessage) => string,
  sizeOf: (part: CutMessage) => string,
): Decoder {
  return {
    push(chunk) {
      const found: string[] = [];
      cutter.push(chunk, (message) => found.push(describe(message)));
      return found;
    },
    partial() {
      const { partial } = cutter;
      if (!partial) return undefined;
      return { size: sizeOf(partial), bytes: visibleBytes(partial.bytes, partial.length) };
    },
  };
}

const sizeInFrame = ({ length }: CutMessage) => `${length} of ${FRAME_SIZE} bytes of a frame`;

const sizeInLine = ({ length }: CutMessage) =>
  `${length} ${length === 1 ? "byte" : "bytes"} of a line`;

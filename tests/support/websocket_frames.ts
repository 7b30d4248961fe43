/**
 * The frames of WebSocket clients, for tests: right ones and wrong ones.
 *
 * @module
 */

/** The parts of a frame that differ from those of a whole text message. */
export interface FrameParts {
  readonly opcode?: number;
  readonly isFinal?: boolean;
  /** The three reserved bits, as a number. */
  readonly reserved?: number;
  readonly isMasked?: boolean;
  /** The length that the header states; by default that of the payload. */
  readonly length?: number;
  /** How many bytes the length takes: 1, 3 or 9. */
  readonly lengthBytes?: number;
}

const MASK = [0x12, 0x34, 0x56, 0x78];

/** Encodes a frame of a client. */
export function clientFrame(payload: string | readonly number[], parts: FrameParts = {}): number[] {
  const bytes = typeof payload === "string" ? [...new TextEncoder().encode(payload)] : payload;
  const { opcode = 1, isFinal = true, reserved = 0, isMasked = true, length = bytes.length } =
    parts;
  const { lengthBytes = length < 126 ? 1 : length < 0x1_0000 ? 3 : 9 } = parts;
  const first = (isFinal ? 0x80 : 0) | reserved << 4 | opcode;
  const short = lengthBytes === 1 ? length : lengthBytes === 3 ? 126 : 127;
  const long = Array.from(
    { length: lengthBytes - 1 },
    (_, at) => Math.floor(length / 256 ** (lengthBytes - 2 - at)) % 256,
  );
  const header = [first, (isMasked ? 0x80 : 0) | short, ...long];
  if (!isMasked) return [...header, ...bytes];
  return [...header, ...MASK, ...bytes.map((byte, at) => byte ^ MASK[at % 4]!)];
}

/** A frame of a server. */
export interface ServerFrame {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly payload: Uint8Array;
}

/** Decodes the complete frames of a server, and returns the rest of the bytes. */
export function serverFrames(bytes: Uint8Array): { frames: ServerFrame[]; rest: Uint8Array } {
  const frames: ServerFrame[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  while (bytes.length - at >= 2) {
    const short = bytes[at + 1]!;
    const header = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (bytes.length - at < header) break;
    const size = header === 2
      ? short
      : header === 4
      ? view.getUint16(at + 2)
      : Number(view.getBigUint64(at + 2));
    if (bytes.length - at < header + size) break;
    const payload = bytes.slice(at + header, at + header + size);
    frames.push({ opcode: bytes[at]! & 0x0f, isFinal: bytes[at]! >= 0x80, payload });
    if (bytes[at]! & 0x70) throw new Error("The server has set a reserved bit");
    at += header + size;
  }
  return { frames, rest: bytes.subarray(at) };
}

/** Joins the frames of each text message of a server. */
export function serverMessages(frames: readonly ServerFrame[]): string[] {
  const messages: string[] = [];
  let parts: number[] | undefined;
  for (const { opcode, isFinal, payload } of frames.filter(({ opcode }) => opcode < 8)) {
    if ((opcode === 0) !== (parts !== undefined)) throw new Error("A fragment is out of place");
    parts = [...parts ?? [], ...payload];
    if (!isFinal) continue;
    messages.push(new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(parts)));
    parts = undefined;
  }
  return messages;
}

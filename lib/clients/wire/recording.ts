/**
 * Recordings of connections: lines of JSON, which `docs/wire.md` describes.
 *
 * @module
 */
import { ExpectedError } from "../../errors/expected_error.ts";
import { systemReason } from "../../errors/system_reason.ts";
import { BoundedLines, lineText } from "../../framing/lines.ts";
import type { Side } from "./decoder.ts";

const FORMAT = "parley-wire";
const VERSION = 1;

/** The longest line of a recording, in bytes: a read has 16 KiB at most. */
const MAX_LINE_BYTES = 1024 * 1024;

/** An event on a connection. Connections are counted from 1. */
export type WireEvent =
  & { readonly connection: number }
  & (
    | { readonly event: "open" | "close"; readonly from?: never }
    | { readonly event: "data"; readonly from: Side; readonly bytes: Uint8Array }
    | { readonly event: "end"; readonly from: Side }
  );

const strictDecoder = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** Writes a recording to a file, an event at a time. */
export class Recorder {
  readonly #file: string;
  readonly #handle: Deno.FsFile;
  readonly #start = performance.now();

  /**
   * Creates the file, or empties it.
   *
   * @throws {ExpectedError} if the file cannot be written.
   */
  constructor(file: string, facts: { readonly server: string; readonly dialect: string }) {
    this.#file = file;
    this.#handle = attempt(file, () => Deno.openSync(file, OVERWRITE));
    this.#write({ format: FORMAT, version: VERSION, started: new Date().toISOString(), ...facts });
  }

  /** @throws {ExpectedError} if the file cannot be written. */
  record(event: WireEvent): void {
    const ms = Math.round((performance.now() - this.#start) * 1000) / 1000;
    this.#write({ ms, ...formatted(event) });
  }

  close(): void {
    this.#handle.close();
  }

  #write(value: unknown): void {
    const bytes = new TextEncoder().encode(`${JSON.stringify(value)}\n`);
    attempt(this.#file, () => {
      for (let at = 0; at < bytes.length;) at += this.#handle.writeSync(bytes.subarray(at));
    });
  }
}

const OVERWRITE = { write: true, create: true, truncate: true } as const;

function attempt<Value>(file: string, write: () => Value): Value {
  try {
    return write();
  } catch (cause) {
    throw new ExpectedError(`Cannot record in "${file}": ${systemReason(cause)}`, { cause });
  }
}

function formatted(event: WireEvent): Record<string, unknown> {
  if (event.event !== "data") return { ...event };
  const { bytes, ...rest } = event;
  try {
    return { ...rest, text: strictDecoder.decode(bytes) };
  } catch {
    return { ...rest, base64: bytes.toBase64() };
  }
}

/**
 * Reads a recording, an event at a time.
 *
 * @throws {ExpectedError} if the file cannot be read, or if it is not a recording.
 */
export async function* readRecording(file: string): AsyncGenerator<WireEvent> {
  let number = 0;
  for await (const line of linesOf(file)) {
    number++;
    const value = parseLine(line);
    if (number === 1) {
      if (value?.format !== FORMAT) throw unusable(file, "it is not a recording of wire");
      if (value.version !== VERSION) {
        throw unusable(file, `its version is ${value.version}, and this program reads ${VERSION}`);
      }
    } else {
      const event = value && eventOf(value);
      if (!event) throw unusable(file, `line ${number} is not an event`);
      yield event;
    }
  }
  if (number === 0) throw unusable(file, "it is empty");
}

function unusable(file: string, reason: string): ExpectedError {
  return new ExpectedError(`Cannot replay "${file}": ${reason}`);
}

async function* linesOf(file: string): AsyncGenerator<string> {
  let lines: string[] = [];
  const cutter = new BoundedLines(MAX_LINE_BYTES, {
    onLine: (line) => lines.push(lineText(line) ?? ""),
    onTooLong: () => lines.push(""),
  });
  try {
    using handle = await Deno.open(file);
    const buffer = new Uint8Array(64 * 1024);
    for (let count; (count = await handle.read(buffer)) !== null;) {
      cutter.push(buffer.subarray(0, count));
      yield* lines;
      lines = [];
    }
    // The last line of a file may lack its end.
    cutter.push(Uint8Array.of(0x0a));
    yield* lines.filter((line) => line !== "");
  } catch (cause) {
    if (cause instanceof ExpectedError) throw cause;
    throw unusable(file, systemReason(cause));
  }
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function eventOf(value: Record<string, unknown>): WireEvent | undefined {
  const { connection, event, from } = value;
  if (typeof connection !== "number") return undefined;
  if (event === "open" || event === "close") return { connection, event };
  if (from !== "client" && from !== "server") return undefined;
  if (event === "end") return { connection, event, from };
  const bytes = event === "data" ? bytesOf(value) : undefined;
  return bytes && { connection, event: "data", from, bytes };
}

function bytesOf({ text, base64 }: Record<string, unknown>): Uint8Array | undefined {
  if (typeof text === "string") return new TextEncoder().encode(text);
  if (typeof base64 !== "string") return undefined;
  try {
    return Uint8Array.fromBase64(base64);
  } catch {
    return undefined;
  }
}

/**
 * A look at a packet before it is decoded. Strangers choose its bytes, and decoding may cost far more
 * than they do: a name may lead through thousands of pointers, and twelve bytes may claim a quarter
 * of a million records.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** The maximum size of a packet (RFC 6762, section 17). Longer packets are dropped. */
export const MAX_PACKET_BYTES = 9000;

const HEADER_BYTES = 12;

/** The bits of the opcode and of the response code, which are 0 in multicast DNS (section 18). */
const ALWAYS_ZERO_FLAGS = 0x780f;

const RESPONSE_FLAG = 0x8000;

/** The most labels, pointers and records of a packet: a full packet of real records has half of it. */
const MAX_STEPS = 4000;

/** The limits of DNS for a name, and the most pointers in one: real names have one or two. */
const MAX_NAME_BYTES = 255;
const MAX_POINTERS = 16;

const CLASS_IN = 1;
const CLASS_MASK = 0x7fff;

/** The types of records that are decoded. */
const A = 1;
const PTR = 12;
const TXT = 16;
const SRV = 33;

/** The place of a record's data, in bytes. */
interface DataRange {
  readonly start: number;
  readonly end: number;
}

/** The places of the parts of a packet that are worth decoding, as offsets in bytes. */
export interface PacketScan {
  readonly isResponse: boolean;
  readonly questions: readonly number[];
  readonly answers: readonly number[];
  readonly authorities: readonly number[];
  readonly additionals: readonly number[];
  /** How much work decoding is: the number of records, labels and pointers. */
  readonly steps: number;
}

/**
 * Finds the questions of a packet and its records of the types A, PTR, SRV and TXT. Returns
 * `undefined` if the bytes are not a packet of multicast DNS, or cost more than an honest one.
 */
export function scanPacket(bytes: Uint8Array): PacketScan | undefined {
  if (bytes.length < HEADER_BYTES || bytes.length > MAX_PACKET_BYTES) return undefined;
  const scanner = new Scanner(bytes);
  try {
    return scanner.scan();
  } catch (error) {
    if (error === BAD_PACKET) return undefined;
    throw error;
  }
}

/** Ends the scan of a packet that will not be decoded. Making its stack each time would be costly. */
const BAD_PACKET = new Error("Not a packet");

class Scanner {
  readonly #bytes: Uint8Array;
  #at = HEADER_BYTES;
  #steps = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  scan(): PacketScan {
    const flags = this.#number(2);
    if ((flags & ALWAYS_ZERO_FLAGS) !== 0) throw BAD_PACKET;
    const questions = this.#questions(this.#number(4));
    const [answers, authorities, additionals] = [6, 8, 10].map((at) =>
      this.#records(this.#number(at))
    );
    return {
      isResponse: (flags & RESPONSE_FLAG) !== 0,
      ...{ questions, answers: answers!, authorities: authorities!, additionals: additionals! },
      steps: this.#steps,
    };
  }

  #questions(count: number): number[] {
    const found: number[] = [];
    for (; count > 0; count--) {
      found.push(this.#at);
      this.#at = this.#nameEnd(this.#at) + 4;
      this.#number(this.#at - 2);
    }
    return found;
  }

  #records(count: number): number[] {
    const found: number[] = [];
    for (; count > 0; count--) {
      const start = this.#at;
      const head = this.#nameEnd(start);
      const data = { start: head + 10, end: head + 10 + this.#number(head + 8) };
      if (data.end > this.#bytes.length) throw BAD_PACKET;
      this.#at = data.end;
      const isInternet = (this.#number(head + 2) & CLASS_MASK) === CLASS_IN;
      if (isInternet && this.#isUsed(this.#number(head), data)) found.push(start);
    }
    return found;
  }

  /** Checks the data of a record. Reports whether a record of this type is used. */
  #isUsed(type: number, { start, end }: DataRange): boolean {
    switch (type) {
      case A:
        return end - start === 4;
      case PTR:
        return this.#nameEnd(start) === end;
      case SRV:
        return this.#nameEnd(start + 6) === end;
      case TXT:
        this.#checkTexts(start, end);
        return true;
      default:
        return false;
    }
  }

  #checkTexts(start: number, end: number): void {
    let at = start;
    for (; at < end; at += 1 + this.#bytes[at]!) this.#step();
    if (at !== end) throw BAD_PACKET;
  }

  /** Follows a name to its last label; returns where the name itself ends. */
  #nameEnd(start: number): number {
    let [at, end, length, pointers] = [start, 0, 0, 0];
    for (;;) {
      this.#step();
      const first = this.#bytes[at];
      if (first === undefined) throw BAD_PACKET;
      if (first === 0) return end || at + 1;
      if (first < 64) {
        at += 1 + first;
        length += 1 + first;
        if (length >= MAX_NAME_BYTES) throw BAD_PACKET;
      } else {
        const target = this.#number(at) - 0xc000;
        if (target < HEADER_BYTES || target >= at || ++pointers > MAX_POINTERS) {
          throw BAD_PACKET;
        }
        end ||= at + 2;
        at = target;
      }
    }
  }

  #step(): void {
    if (++this.#steps > MAX_STEPS) throw BAD_PACKET;
  }

  /** Returns the number in two bytes. */
  #number(at: number): number {
    const [high, low] = [this.#bytes[at], this.#bytes[at + 1]];
    if (high === undefined || low === undefined) throw BAD_PACKET;
    return high << 8 | low;
  }
}

/**
 * Reports whether a packet contains one of some words, whatever the case of its letters. Compression
 * leaves at least one copy of each label as it is, so a packet without the words has no such name.
 *
 * @param words In the form that {@linkcode searchable} returns.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const bytes = new TextEncoder().encode("\x07_Parley\x04_tcp\x05local\x00");
 * assert(mentions(bytes, [searchable("_parley")]));
 * assert(!mentions(bytes, [searchable("_ipp")]));
 * ```
 */
export function mentions(bytes: Uint8Array, words: readonly string[]): boolean {
  const text = asText(bytes);
  return words.some((word) => text.includes(word));
}

/** Returns a label in the form that {@linkcode mentions} looks for. */
export function searchable(label: string): string {
  return asText(new TextEncoder().encode(label));
}

function asText({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("latin1").toLowerCase();
}

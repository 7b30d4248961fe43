/**
 * QR codes, as ISO/IEC 18004 has them: bytes, with the lowest level of error correction. Screens are not
 * torn or smudged.
 *
 * @module
 */
import { encodeText } from "../framing/encode_text.ts";
import { errorCorrection } from "./qr_error_correction.ts";
import { bestMask, type Modules } from "./qr_mask.ts";

/** For each version: the number of bytes for data, and of those for error correction, in one block. */
const CAPACITIES = [[19, 7], [34, 10], [55, 15], [80, 20], [108, 26]] as const;

/** The size of the smallest code in modules, and how much larger each version is. */
const MIN_SIZE = 21;
const SIZE_STEP = 4;

const FINDER_SIZE = 7;
/** The row and the column of the patterns that alternate. */
const TIMING_AT = 6;

/** The mode for bytes, and the bytes that fill a code up. */
const BYTE_MODE = 0b0100;
const PADDING = [0b1110_1100, 0b0001_0001] as const;

/** The level of error correction in the format, and what that is masked with. */
const LOW_LEVEL = 0b01;
const FORMAT_GENERATOR = 0b101_0011_0111;
const FORMAT_MASK = 0b101_0100_0001_0010;
const FORMAT_BITS = 15;

/**
 * Returns the modules of a QR code by rows: true for dark ones. The quiet zone around it is not included.
 *
 * @returns `undefined` if the text is longer than 106 bytes.
 */
export function qrCode(text: string): boolean[][] | undefined {
  const bytes = encodeText(text);
  // The mode and the length take twelve bits, and the end four.
  const version = CAPACITIES.findIndex(([capacity]) => bytes.length + 2 <= capacity);
  const capacity = CAPACITIES[version];
  if (!capacity) return undefined;
  const code = new QrCode(MIN_SIZE + SIZE_STEP * version);
  const data = dataBytes(bytes, capacity[0]);
  code.draw([...data, ...errorCorrection(data, capacity[1])]);
  return code.modules;
}

/** Returns the bytes of a code: the mode, the length, the text, the end, and padding. */
function dataBytes(bytes: Uint8Array, capacity: number): number[] {
  const nibbles = [BYTE_MODE, bytes.length >> 4, bytes.length & 0xf];
  for (const byte of bytes) nibbles.push(byte >> 4, byte & 0xf);
  nibbles.push(0);
  const data = Array.from(
    { length: nibbles.length / 2 },
    (_, at) => nibbles[2 * at]! << 4 | nibbles[2 * at + 1]!,
  );
  for (let at = 0; data.length < capacity; at++) data.push(PADDING[at % 2]!);
  return data;
}

class QrCode {
  readonly modules: Modules;
  /** Whether each module belongs to a pattern or to the format, and to no data. */
  readonly #isFixed: boolean[][];
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
    const empty = () => Array.from({ length: size }, () => Array<boolean>(size).fill(false));
    [this.modules, this.#isFixed] = [empty(), empty()];
  }

  /** Draws everything, with the bytes of the data and of its error correction. */
  draw(bytes: readonly number[]): void {
    this.#drawPatterns();
    this.#drawFormat(0);
    this.#drawBytes(bytes);
    const mask = bestMask(this.modules, this.#isFixed, (mask) => this.#drawFormat(mask));
    this.#drawFormat(mask);
  }

  #drawPatterns(): void {
    const last = this.#size - FINDER_SIZE;
    for (let at = 0; at < this.#size; at++) {
      this.#set(TIMING_AT, at, at % 2 === 0);
      this.#set(at, TIMING_AT, at % 2 === 0);
    }
    for (const [row, column] of [[0, 0], [0, last], [last, 0]] as const) {
      this.#drawSquares(row + 3, column + 3, 4, (distance) => distance !== 2 && distance !== 4);
    }
    const isSmallest = this.#size === MIN_SIZE;
    if (!isSmallest) this.#drawSquares(last, last, 2, (distance) => distance !== 1);
  }

  /** Draws squares around a module, as far as they are within the code. */
  #drawSquares(row: number, column: number, radius: number, isDark: (distance: number) => boolean) {
    for (let down = -radius; down <= radius; down++) {
      for (let right = -radius; right <= radius; right++) {
        const isInside = this.modules[row + down]?.[column + right] !== undefined;
        const distance = Math.max(Math.abs(down), Math.abs(right));
        if (isInside) this.#set(row + down, column + right, isDark(distance));
      }
    }
  }

  /** Draws the level and the mask, twice. */
  #drawFormat(mask: number): void {
    const format = LOW_LEVEL << 3 | mask;
    let rest = format << 10;
    for (let bit = FORMAT_BITS - 1; bit >= 10; bit--) {
      if (rest >> bit & 1) rest ^= FORMAT_GENERATOR << bit - 10;
    }
    const bits = (format << 10 | rest) ^ FORMAT_MASK;
    for (let at = 0; at < FORMAT_BITS; at++) {
      const isDark = (bits >> at & 1) === 1;
      // Around the first finder, past the timing patterns.
      const along = at < 6 ? at : at < 8 ? at + 1 : 15 - at - (at === 8 ? 0 : 1);
      if (at < 8) this.#set(along, 8, isDark);
      else this.#set(8, along, isDark);
      // Beside the other two.
      if (at < 8) this.#set(8, this.#size - 1 - at, isDark);
      else this.#set(this.#size - FORMAT_BITS + at, 8, isDark);
    }
    this.#set(this.#size - 8, 8, true);
  }

  /** Draws bytes in columns of two, upwards and downwards in turn, from the right. */
  #drawBytes(bytes: readonly number[]): void {
    let bit = 0;
    let isUpwards = true;
    for (let right = this.#size - 1; right > 0; right -= 2) {
      if (right === TIMING_AT) right--;
      for (let step = 0; step < this.#size; step++) {
        const row = isUpwards ? this.#size - 1 - step : step;
        for (const column of [right, right - 1]) {
          if (this.#isFixed[row]![column]) continue;
          const byte = bytes[bit >> 3] ?? 0;
          this.modules[row]![column] = (byte >> 7 - (bit & 7) & 1) === 1;
          bit++;
        }
      }
      isUpwards = !isUpwards;
    }
  }

  #set(row: number, column: number, isDark: boolean): void {
    this.modules[row]![column] = isDark;
    this.#isFixed[row]![column] = true;
  }
}

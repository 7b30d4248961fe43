import type { Random } from "./random.ts";
import { join, type Language, validStream } from "./valid.ts";

/** What one client does with one connection. It is the same each time for the same random numbers. */
export interface Attack {
  readonly language: Language;
  /** What was done to a stream that made sense, in order. */
  readonly kinds: readonly string[];
  readonly bytes: Uint8Array;
  /** Into pieces of which size the bytes are written. */
  readonly pieceSize: number;
  /** How long it pauses between two pieces, in milliseconds. */
  readonly pause: number;
  readonly reads: "all" | "nothing";
  /** How it ends; `silence` keeps the connection open for a while. */
  readonly end: "close" | "half-close" | "reset" | "silence";
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Ways to spoil a stream. */
const SPOILERS: Record<string, (random: Random, bytes: Bytes, language: Language) => Bytes> = {
  "nothing"(_random, bytes) {
    return bytes;
  },
  "flipped bits"(random, bytes) {
    const flipped = bytes.slice();
    for (let count = random.between(1, 20); count > 0 && bytes.length > 0; count--) {
      flipped[random.below(flipped.length)]! ^= 1 << random.below(8);
    }
    return flipped;
  },
  "cut short"(random, bytes) {
    return bytes.slice(0, random.below(bytes.length + 1));
  },
  "a part missing"(random, bytes) {
    const from = random.below(bytes.length + 1);
    return join([bytes.subarray(0, from), bytes.subarray(from + random.between(1, 300))]);
  },
  "a part twice"(random, bytes) {
    const from = random.below(bytes.length + 1);
    const to = from + random.between(1, 500);
    return join([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  "junk in between"(random, bytes) {
    const at = random.below(bytes.length + 1);
    return join([bytes.subarray(0, at), random.bytes(random.between(1, 500)), bytes.subarray(at)]);
  },
  "junk alone"(random) {
    return random.bytes(random.between(0, 3000));
  },
  "another dialect in between"(random, bytes) {
    const other = validStream(random, random.pick(["channel", "direct", "messenger", "directory"]));
    const at = random.below(bytes.length + 1);
    return join([bytes.subarray(0, at), other, bytes.subarray(at)]);
  },
  "a huge line"(random, bytes) {
    const line = new Uint8Array(random.between(1000, 3 * 1024 * 1024)).fill(0x61);
    if (random.once(2)) line[line.length - 1] = 0x0a;
    return append(bytes, line);
  },
  "invalid UTF-8"(random, bytes) {
    const wrong = random.pick([[0xff, 0xfe], [0xc3], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]]);
    const at = random.below(bytes.length + 1);
    return join([bytes.subarray(0, at), Uint8Array.from(wrong), bytes.subarray(at)]);
  },
  "nested JSON"(random, bytes) {
    const depth = random.between(10, 200_000);
    const opening = random.pick(["[", '{"a":', '{"action":"login","body":[', "[[{},"]);
    return append(bytes, new TextEncoder().encode(`{"body":${opening.repeat(depth)}\n`));
  },
  "a flood"(random, bytes, language) {
    const part = validStream(random, language);
    const times = random.between(10, Math.ceil(400_000 / part.length));
    const flood = new Uint8Array(times * part.length);
    for (let count = 0; count < times; count++) flood.set(part, count * part.length);
    return append(bytes, flood);
  },
  "nothing at all"() {
    return new Uint8Array(0);
  },
};

/** Thinks an attack out. */
export function planAttack(random: Random, languages: readonly Language[]): Attack {
  const language = random.pick(languages);
  let bytes = validStream(random, language);
  const kinds = Array.from({ length: random.between(1, 3) }, () => {
    const kind = random.pick(Object.keys(SPOILERS));
    bytes = SPOILERS[kind]!(random, bytes, language);
    return kind;
  });
  const isShort = bytes.length < 500;
  return {
    language,
    kinds,
    bytes,
    pieceSize: isShort && random.once(3)
      ? 1
      : random.between(1, 64 * 1024) + Math.ceil(bytes.length / 200),
    pause: random.once(4) ? 1 : 0,
    reads: random.once(4) ? "nothing" : "all",
    end: random.pick(["close", "close", "half-close", "reset", "silence"]),
  };
}

function append(bytes: Bytes, more: Bytes): Bytes {
  const whole = new Uint8Array(bytes.length + more.length);
  whole.set(bytes);
  whole.set(more, bytes.length);
  return whole;
}

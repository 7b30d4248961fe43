import { concat } from "../../lib/framing/bytes.ts";
import type { Random } from "./random.ts";
import { type Protocol, validStream } from "./valid_stream.ts";

const BYTE_ORDER_MARK = Uint8Array.of(0xef, 0xbb, 0xbf);

/** Ways to change a valid stream. */
export const MUTATIONS: Record<
  string,
  (random: Random, bytes: Uint8Array, protocol: Protocol) => Uint8Array
> = {
  "unchanged"(_random, bytes) {
    return bytes;
  },
  "flipped bits"(random, bytes) {
    const flipped = bytes.slice();
    for (let count = random.between(1, 20); count > 0 && bytes.length > 0; count--) {
      flipped[random.below(flipped.length)]! ^= 1 << random.below(8);
    }
    return flipped;
  },
  "truncated"(random, bytes) {
    return bytes.slice(0, random.below(bytes.length + 1));
  },
  "missing part"(random, bytes) {
    const from = random.below(bytes.length + 1);
    return concat([bytes.subarray(0, from), bytes.subarray(from + random.between(1, 300))]);
  },
  "repeated part"(random, bytes) {
    const from = random.below(bytes.length + 1);
    const to = from + random.between(1, 500);
    return concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  "junk inside"(random, bytes) {
    const at = random.below(bytes.length + 1);
    return insert(bytes, at, random.bytes(random.between(1, 500)));
  },
  "only junk"(random) {
    return random.bytes(random.between(0, 3000));
  },
  "another protocol inside"(random, bytes) {
    const other = validStream(random, random.pick(["channel", "direct", "messenger", "directory"]));
    const at = random.below(bytes.length + 1);
    return insert(bytes, at, other);
  },
  "huge line"(random, bytes) {
    const line = new Uint8Array(random.between(1000, 3 * 1024 * 1024)).fill(0x61);
    if (random.once(2)) line[line.length - 1] = 0x0a;
    return concat([bytes, line]);
  },
  "invalid UTF-8"(random, bytes) {
    const invalid = random.pick([[0xff, 0xfe], [0xc3], [0xed, 0xa0, 0x80], [
      0xf4,
      0x90,
      0x80,
      0x80,
    ]]);
    const at = random.below(bytes.length + 1);
    return insert(bytes, at, Uint8Array.from(invalid));
  },
  "telnet"(random, bytes) {
    const commands = [[0xff, 0xf4, 0xff, 0xf2], [0xff, 0xf4, 0xf2], [0xff, 0xfd, 0x06], [0xff]];
    const command = random.pick([...commands, [0xff, 0xfa, 0x1f], [0xff, 0xf0], [0x0d, 0x00]]);
    const part = Array.from({ length: random.between(1, 2000) }, () => command).flat();
    const at = random.below(bytes.length + 1);
    return insert(bytes, at, Uint8Array.from(part));
  },
  "telnet's line ends"(_random, bytes) {
    const changed: number[] = [];
    for (const byte of bytes) {
      if (byte === 0x0a) changed.push(0x0d, 0x00);
      else changed.push(byte);
    }
    return Uint8Array.from(changed);
  },
  "byte order mark"(random, bytes) {
    return insert(bytes, random.once(3) ? random.below(bytes.length + 1) : 0, BYTE_ORDER_MARK);
  },
  "nested JSON"(random, bytes) {
    const depth = random.between(10, 200_000);
    const opening = random.pick(["[", '{"a":', '{"action":"login","body":[', "[[{},"]);
    return concat([bytes, new TextEncoder().encode(`{"body":${opening.repeat(depth)}\n`)]);
  },
  "flood"(random, bytes, protocol) {
    const part = validStream(random, protocol);
    const times = random.between(10, Math.ceil(400_000 / part.length));
    const flood = new Uint8Array(times * part.length);
    for (let count = 0; count < times; count++) flood.set(part, count * part.length);
    return concat([bytes, flood]);
  },
  "empty"() {
    return new Uint8Array(0);
  },
};

function insert(bytes: Uint8Array, at: number, part: Uint8Array): Uint8Array {
  return concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
}

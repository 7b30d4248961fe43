import { COSTLY_STREAMS, type CostlyStream, costlyStream } from "./costly_stream.ts";
import type { Random } from "./random.ts";
import { join, type Protocol, validStream } from "./valid_stream.ts";

/** The actions of one client on one connection. The same random numbers give the same attack. */
export interface Attack {
  readonly protocol: Protocol;
  /** The names of the mutations of a valid stream, in order, or the kind of a costly stream. */
  readonly mutations: readonly string[];
  readonly bytes: Uint8Array;
  /** The size of each write, in bytes. */
  readonly pieceSize: number;
  /** The pause between two writes. */
  readonly pauseMs: number;
  readonly reads: "all" | "nothing";
  /** How the connection ends. With `silence` it first stays open for a while. */
  readonly end: "close" | "half-close" | "reset" | "silence";
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Ways to make a valid stream invalid. */
const MUTATIONS: Record<string, (random: Random, bytes: Bytes, protocol: Protocol) => Bytes> = {
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
    return join([bytes.subarray(0, from), bytes.subarray(from + random.between(1, 300))]);
  },
  "repeated part"(random, bytes) {
    const from = random.below(bytes.length + 1);
    const to = from + random.between(1, 500);
    return join([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  "junk inside"(random, bytes) {
    const at = random.below(bytes.length + 1);
    return join([bytes.subarray(0, at), random.bytes(random.between(1, 500)), bytes.subarray(at)]);
  },
  "only junk"(random) {
    return random.bytes(random.between(0, 3000));
  },
  "another protocol inside"(random, bytes) {
    const other = validStream(random, random.pick(["channel", "direct", "messenger", "directory"]));
    const at = random.below(bytes.length + 1);
    return join([bytes.subarray(0, at), other, bytes.subarray(at)]);
  },
  "huge line"(random, bytes) {
    const line = new Uint8Array(random.between(1000, 3 * 1024 * 1024)).fill(0x61);
    if (random.once(2)) line[line.length - 1] = 0x0a;
    return append(bytes, line);
  },
  "invalid UTF-8"(random, bytes) {
    const invalid = random.pick([[0xff, 0xfe], [0xc3], [0xed, 0xa0, 0x80], [
      0xf4,
      0x90,
      0x80,
      0x80,
    ]]);
    const at = random.below(bytes.length + 1);
    return join([bytes.subarray(0, at), Uint8Array.from(invalid), bytes.subarray(at)]);
  },
  "telnet"(random, bytes) {
    const commands = [[0xff, 0xf4, 0xff, 0xf2], [0xff, 0xf4, 0xf2], [0xff, 0xfd, 0x06], [0xff]];
    const command = random.pick([...commands, [0xff, 0xfa, 0x1f], [0xff, 0xf0], [0x0d, 0x00]]);
    const part = Array.from({ length: random.between(1, 2000) }, () => command).flat();
    const at = random.below(bytes.length + 1);
    return join([bytes.subarray(0, at), Uint8Array.from(part), bytes.subarray(at)]);
  },
  "nested JSON"(random, bytes) {
    const depth = random.between(10, 200_000);
    const opening = random.pick(["[", '{"a":', '{"action":"login","body":[', "[[{},"]);
    return append(bytes, new TextEncoder().encode(`{"body":${opening.repeat(depth)}\n`));
  },
  "flood"(random, bytes, protocol) {
    const part = validStream(random, protocol);
    const times = random.between(10, Math.ceil(400_000 / part.length));
    const flood = new Uint8Array(times * part.length);
    for (let count = 0; count < times; count++) flood.set(part, count * part.length);
    return append(bytes, flood);
  },
  "empty"() {
    return new Uint8Array(0);
  },
};

/** One attack in so many is a costly stream. */
const COSTLY_STREAM_INTERVAL = 3;

/** Plans a random attack. */
export function planAttack(random: Random, protocols: readonly Protocol[]): Attack {
  const protocol = random.pick(protocols);
  const kinds = Object.keys(COSTLY_STREAMS) as CostlyStream[];
  const isCostly = random.once(COSTLY_STREAM_INTERVAL);
  const kind = random.pick(kinds);
  return isCostly
    ? { ...behaviour(random, costlyStream(random, protocol, kind)), protocol, mutations: [kind] }
    : planMutation(random, protocol);
}

/** Plans an attack that starts from a valid stream. */
function planMutation(random: Random, protocol: Protocol): Attack {
  let bytes = validStream(random, protocol);
  const mutations = Array.from({ length: random.between(1, 3) }, () => {
    const mutation = random.pick(Object.keys(MUTATIONS));
    bytes = MUTATIONS[mutation]!(random, bytes, protocol);
    return mutation;
  });
  return { ...behaviour(random, bytes), protocol, mutations };
}

/** Chooses how a client sends its bytes, what it reads and how it leaves. */
function behaviour(random: Random, bytes: Bytes): Omit<Attack, "protocol" | "mutations"> {
  const isShort = bytes.length < 500;
  return {
    bytes,
    pieceSize: isShort && random.once(3)
      ? 1
      : random.between(1, 64 * 1024) + Math.ceil(bytes.length / 200),
    pauseMs: random.once(4) ? 1 : 0,
    reads: random.once(4) ? "nothing" : "all",
    end: random.pick(["close", "close", "half-close", "reset", "silence"]),
  };
}

function append(bytes: Bytes, more: Bytes): Bytes {
  const joined = new Uint8Array(bytes.length + more.length);
  joined.set(bytes);
  joined.set(more, bytes.length);
  return joined;
}

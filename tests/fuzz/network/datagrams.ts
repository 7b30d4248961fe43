/**
 * Hostile datagrams to a room and to multicast DNS.
 *
 * @module
 */
import { concat } from "../../../lib/framing/bytes.ts";
import { hostileName } from "../names.ts";
import type { Random } from "../random.ts";

/** How far a datagram over Ethernet can be without being split, in bytes. */
const MAX_DATAGRAM_BYTES = 60_000;

const encode = (text: string) => new TextEncoder().encode(text);

/** Lines that a client itself prints, or that others would take for another user's. */
const IMITATIONS = [
  "* You are in lobby as root",
  "You are in lobby as Ann",
  "* Cannot send: the interface is down",
  "Ann: tick 0",
  "(no name): hi",
  "crds> ",
  '"Ann": hi',
  "[NAME:Ann]tick 0",
  "[NAME:]x",
  "Ann\u200b: hi",
  "Ann   hi",
];

const ROOM_DATAGRAMS: Readonly<Record<string, (random: Random) => string | Uint8Array>> = {
  "hostile name": (random) => `${hostileName(random)}: hi`,
  "imitation": (random) => random.pick(IMITATIONS),
  "several lines": (random) => IMITATIONS.join(random.pick(["\n", "\r\n", "\r", "\x85", "\u2028"])),
  "control characters": () => "Eve: \x1b[2J\x1b]0;gone\x07\b\b\x9b1A\u202eevil\x7f",
  "long run": (random) => {
    const part = random.pick([" ", ":", ": ", "[NAME:", "e\u0315\u0300\u05ae", "\0", "👩‍👩‍👧‍👦", "\n"]);
    return `Eve: ${part.repeat(random.between(1, MAX_DATAGRAM_BYTES / part.length))}`;
  },
  "run without a name": (random) =>
    random.pick([" ", ":", "a ", "\u200b"]).repeat(random.between(1, 20_000)),
  "byte order mark": () => "\ufeffEve: hi",
  "filled with zeros": (random) => `Eve: hi${"\0".repeat(random.between(1, 1000))}`,
  "random bytes": (random) => random.bytes(random.between(0, 1400)),
};

/** Returns a datagram to a room. */
export function roomDatagram(random: Random): Uint8Array {
  const made = ROOM_DATAGRAMS[random.pick(Object.keys(ROOM_DATAGRAMS))]!(random);
  return (typeof made === "string" ? encode(made) : made).subarray(0, MAX_DATAGRAM_BYTES);
}

const LABELS = [
  "panda",
  "_parley",
  "_parley-rooms",
  "_tcp",
  "local",
  "_services",
  "_dns-sd",
  "_udp",
];
const TYPES = [1, 12, 16, 28, 33, 41, 47, 255];
const FLAGS = [0, 0x8400, 0x8000, 0x0200, 0x8403];

/** The largest packet without IP fragments, and the largest of all. */
const MAX_PACKET_BYTES = 1472;

/** Returns a packet of multicast DNS, or what is nearly one. */
export function mdnsPacket(random: Random): Uint8Array {
  if (random.once(10)) return random.bytes(random.between(0, MAX_PACKET_BYTES));
  const counts = Array.from({ length: 4 }, () => random.between(0, 4));
  const claimed = counts.map((count) => random.once(8) ? random.below(65_536) : count);
  const parts = [u16s(random.below(3), random.pick(FLAGS), ...claimed)];
  const [questions = 0, ...others] = counts;
  for (let left = questions; left > 0; left--) {
    parts.push(name(random), u16s(random.pick(TYPES), random.pick([1, 0x8001])));
  }
  for (let left = others.reduce((sum, count) => sum + count); left > 0; left--) {
    const data = recordData(random);
    const length = random.once(10) ? random.below(65_536) : data.length;
    const fixed = u16s(random.pick(TYPES), random.pick([1, 0x8001]), 0, random.pick([0, 120]));
    parts.push(name(random), fixed, u16s(length), data);
  }
  const packet = concat(parts).slice();
  for (let flips = random.between(0, 4); flips > 0; flips--) {
    packet[random.below(packet.length)]! ^= 1 << random.below(8);
  }
  return random.once(6) ? packet.subarray(0, random.below(packet.length)) : packet;
}

function recordData(random: Random): Uint8Array {
  switch (random.below(5)) {
    case 0:
      return name(random);
    case 1:
      return concat([u16s(0, 0, random.below(65_536)), name(random)]);
    case 2:
      return Uint8Array.of(10, 9, 0, random.below(256));
    case 3:
      return concat([...texts(random)]);
    default:
      return random.bytes(random.between(0, 200));
  }
}

/** Strings as of a TXT record: keys that Parley knows, with hostile values. */
function* texts(random: Random): Iterable<Uint8Array> {
  for (let left = random.between(0, 8); left > 0; left--) {
    const key = random.pick(["users", "rooms", "version", "txtvers", "", "__proto__"]);
    const value = random.pick(["1", "-1", "1e99", "\x1b[2J", hostileName(random).slice(0, 60), ""]);
    const text = encode(`${key}=${value}`).subarray(0, 255);
    yield concat([Uint8Array.of(text.length), text]);
  }
}

/** A name of labels, which may end with a pointer to anywhere. */
function name(random: Random): Uint8Array {
  const known = random.pick([["_parley", "_tcp", "local"], ["panda", "_parley", "_tcp", "local"]]);
  const labels = random.once(2)
    ? known
    : Array.from({ length: random.between(0, 20) }, () => random.pick(LABELS));
  const encoded = labels.map((label) => {
    const text = encode(random.once(8) ? hostileName(random) : label).subarray(0, 63);
    return concat([Uint8Array.of(random.once(30) ? random.below(256) : text.length), text]);
  });
  const end = random.once(4) ? u16s(0xc000 | random.below(random.pick([13, 200, 0x4000]))) : u8(0);
  return concat([...encoded, end]);
}

function u8(number: number): Uint8Array {
  return Uint8Array.of(number);
}

function u16s(...numbers: number[]): Uint8Array {
  return Uint8Array.from(numbers.flatMap((number) => [number >> 8, number & 0xff]));
}

import { concat } from "../../lib/framing/bytes.ts";
import type { Random } from "./random.ts";

const HANDSHAKE = 0x16;
const TYPES = [HANDSHAKE, HANDSHAKE, 0x15, 0x14, 0x17, 0x80];
const MESSAGES = [1, 1, 1, 2, 11, 16, 20, 24, 255];

/** Returns what is no handshake of TLS, or nearly none: records of all types, cut or flipped. */
export function tlsGarbage(random: Random): Uint8Array {
  const records = Array.from({ length: random.between(1, 30) }, (_, at) => {
    const content = random.once(2) ? clientHello(random) : random.bytes(random.between(0, 2000));
    return record(random, at === 0 ? HANDSHAKE : random.pick(TYPES), content);
  });
  const bytes = concat(records).slice();
  for (let flips = random.between(0, 3); flips > 0; flips--) {
    // The first byte says that it is TLS.
    bytes[1 + random.below(bytes.length - 1)]! ^= 1 << random.below(8);
  }
  return random.once(3) ? bytes.subarray(0, 1 + random.below(bytes.length)) : bytes;
}

function record(random: Random, type: number, content: Uint8Array): Uint8Array {
  const length = random.once(8) ? random.below(65_536) : content.length;
  return concat([Uint8Array.of(type, 3, random.pick([1, 1, 3, 4, 0]), ...u16(length)), content]);
}

/** Returns the first message of a handshake with random parts, or another message of that form. */
function clientHello(random: Random): Uint8Array {
  const ciphers = random.bytes(2 * random.between(0, 60));
  const extensions = concat(
    Array.from({ length: random.between(0, 12) }, () => {
      const data = random.bytes(random.between(0, 100));
      return concat([Uint8Array.of(...u16(random.below(60)), ...u16(data.length)), data]);
    }),
  );
  const session = random.bytes(random.pick([0, 32, 255]));
  const body = concat([
    Uint8Array.of(3, 3),
    random.bytes(32),
    Uint8Array.of(session.length),
    session,
    Uint8Array.of(...u16(ciphers.length)),
    ciphers,
    Uint8Array.of(1, 0, ...u16(extensions.length)),
    extensions,
  ]);
  const length = random.once(6) ? random.below(1 << 24) : body.length;
  return concat([
    Uint8Array.of(random.pick(MESSAGES), length >> 16, ...u16(length & 0xffff)),
    body,
  ]);
}

function u16(number: number): [high: number, low: number] {
  return [(number >> 8) & 0xff, number & 0xff];
}

import assert from "node:assert/strict";
import fc from "fast-check";
import { loadCodec } from "../../lib/discovery/codec.ts";
import { mentions, scanPacket, searchable } from "../../lib/discovery/packet_scan.ts";
import { recordsFor, type Service } from "../../lib/discovery/service.ts";
import { PANDA, question } from "./timed_responder.ts";

const codec = await loadCodec();

/** Returns the bytes of numbers of 16 bits. */
const words = (...numbers: number[]) => numbers.flatMap((number) => [number >> 8, number & 255]);

/** Returns a packet with these counts of questions, answers, authorities and additional records. */
function packet(counts: readonly number[], body: readonly number[], flags = 0x8400): Uint8Array {
  return Uint8Array.from([...words(0, flags, ...counts), ...body]);
}

/** The name `a`. */
const NAME = [1, 97, 0];
const pointer = (to: number) => words(0xc000 | to);
const record = (name: readonly number[], type: number, data: readonly number[]) => [
  ...name,
  ...words(type, 1, 0, 120, data.length),
  ...data,
];
const PTR = 12;
const TXT = 16;

/** Returns a text record with pointers that lead from one to the next, and pointers to the last one. */
function chain(length: number): Uint8Array {
  const start = 12 + NAME.length + 10;
  const pointers = Array.from(
    { length },
    (_, index) => pointer(index ? start + 2 * index - 2 : 12),
  );
  const texts = [...pointers.flat(), ...Array(length * 2).fill(0)];
  // As a text, the pointers are no names until one refers to them.
  const hidden = record(NAME, TXT, texts);
  const last = record(pointer(start + 2 * length - 2), PTR, NAME);
  return packet([0, 2, 0, 0], [...hidden, ...last]);
}

const HOSTILE: Readonly<Record<string, Uint8Array>> = {
  "that claims a quarter of a million records": packet([65535, 65535, 65535, 65535], NAME),
  "without a complete header": new Uint8Array(11),
  "whose name points to itself": packet([1, 0, 0, 0], [...pointer(12), ...words(PTR, 1)]),
  "whose names point to each other": packet([1, 0, 0, 0], [
    ...[...pointer(14), ...pointer(12)],
    ...words(PTR, 1),
  ]),
  "whose name points forward": packet([1, 0, 0, 0], [...pointer(18), ...words(PTR, 1), ...NAME]),
  "whose name points into the header": packet([1, 0, 0, 0], [...pointer(4), ...words(PTR, 1)]),
  "whose name leads through a thousand pointers": chain(1000),
  "whose name does not end": packet([1, 0, 0, 0], [5, 97, 97]),
  "whose name is longer than 255 bytes": packet([1, 0, 0, 0], [
    ...Array.from({ length: 130 }, () => [1, 97]).flat(),
    ...[0, ...words(PTR, 1)],
  ]),
  "with a label of an unknown kind": packet([1, 0, 0, 0], [0x41, 97, 0, ...words(PTR, 1)]),
  "whose data goes beyond its end": packet([0, 1, 0, 0], [...NAME, ...words(PTR, 1, 0, 1, 9), 0]),
  "whose text is longer than its record": packet([0, 1, 0, 0], record(NAME, TXT, [9, 97])),
  "with thousands of questions": packet(
    [1490, 0, 0, 0],
    Array.from({ length: 1490 }, () => [1, 97, 1, 97, 0, ...words(PTR, 1)]).flat().slice(0, 8900),
  ),
  "with thousands of empty texts": packet([0, 1, 0, 0], record(NAME, TXT, Array(8000).fill(0))),
  "with an operation that is no query": packet([0, 0, 0, 0], [], 0x2800),
  "that reports an error": packet([0, 0, 0, 0], [], 0x8403),
  "of more than 9000 bytes": packet([0, 0, 0, 0], Array(9000).fill(0)),
};

for (const [name, bytes] of Object.entries(HOSTILE)) {
  Deno.test(`a packet ${name} is not decoded`, () => {
    assert.equal(scanPacket(bytes), undefined);
    assert.equal(codec.decode(bytes), undefined);
  });
}

Deno.test("honest packets of all sizes are decoded", () => {
  const servers = Array.from({ length: 30 }, (_, index): Service => {
    return { ...PANDA, name: `server ${index}`, host: `parley-${index}.local` };
  });
  for (let count = 1; count <= 30; count++) {
    const answers = servers.slice(0, count).flatMap((service) => recordsFor(service, ["users=12"]));
    const bytes = codec.encode({ isResponse: true, answers });
    assert(bytes.length < 9000);
    const scan = scanPacket(bytes)!;
    assert.equal(scan.answers.length, answers.length);
    assert(scan.steps < 3000, `${scan.steps}`);
    assert.deepEqual(codec.decode(bytes)!.answers, answers);
  }
});

Deno.test("a scan never fails, and bounds the work that it allows", () => {
  const seed = codec.encode({ isResponse: true, answers: recordsFor(PANDA, ["users=1"]) });
  const edits = fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { maxLength: 8 });
  fc.assert(
    fc.property(fc.oneof(edits, fc.uint8Array({ maxLength: 300 })), (input) => {
      const bytes = input instanceof Uint8Array ? input : Uint8Array.from(seed);
      if (!(input instanceof Uint8Array)) { for (const [at, byte] of input) bytes[at] = byte; }
      const scan = scanPacket(bytes);
      if (scan) assert(scan.steps <= 4000);
      codec.decode(bytes);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("a packet about a name mentions its first label, however it is written or compressed", () => {
  const word = [searchable("_parley")];
  for (const name of ["_parley._tcp.local", "_PARLEY._tcp.local", "x._Parley._tcp.LOCAL"]) {
    assert(mentions(codec.encode(question(name, "PTR")), word), name);
  }
  assert(!mentions(codec.encode(question("_ipp._tcp.local", "PTR")), word));
  assert(mentions(codec.encode(question("Grüße.local", "A")), [searchable("Grüße")]));
});

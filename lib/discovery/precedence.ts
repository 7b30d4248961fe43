import type { ResourceRecord } from "./packet.ts";

const encoder = new TextEncoder();

/**
 * Who may have a name that two want at the same time: RFC 6762, section 8.2. Both compare what each
 * would say of it, and come to the same result.
 *
 * @returns above 0 when the first may have it, 0 when both would say the same.
 */
export function precedence(
  ours: readonly ResourceRecord[],
  theirs: readonly ResourceRecord[],
): number {
  const [one, other] = [ours, theirs].map((records) => records.map(comparable).sort(compare));
  return compareLists(one!, other!, compare);
}

/** The numbers of the types. */
const TYPES = { A: 1, PTR: 12, TXT: 16, SRV: 33 } as const;

/** A record as numbers: its type, and what it holds as bytes. */
function comparable(record: ResourceRecord): number[] {
  return [TYPES[record.type], ...dataOf(record)];
}

function dataOf(record: ResourceRecord): number[] {
  switch (record.type) {
    case "A":
      return record.data.split(".").map(Number);
    case "PTR":
      return nameBytes(record.data);
    case "TXT":
      return record.data.flatMap(labelBytes);
    case "SRV":
      // Priority and weight are 0 here.
      return [0, 0, 0, 0, record.data.port >> 8, record.data.port & 255]
        .concat(nameBytes(record.data.target));
  }
}

function nameBytes(name: string): number[] {
  return [...name.split(".").flatMap(labelBytes), 0];
}

function labelBytes(text: string): number[] {
  const bytes = encoder.encode(text);
  return [bytes.length, ...bytes];
}

function compare(one: readonly number[], other: readonly number[]): number {
  return compareLists(one, other, (a, b) => a - b);
}

/** By the first item that differs; of two that start alike the longer one comes later. */
function compareLists<Item>(
  one: readonly Item[],
  other: readonly Item[],
  compareItems: (one: Item, other: Item) => number,
): number {
  for (let index = 0; index < Math.min(one.length, other.length); index++) {
    const difference = compareItems(one[index]!, other[index]!);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

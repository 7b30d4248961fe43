import type { ResourceRecord } from "./packet.ts";

const encoder = new TextEncoder();

/**
 * Compares the records of two hosts that probe for the same name at the same time (RFC 6762, section
 * 8.2). Both hosts come to the same result.
 *
 * @returns Above 0 if the first host gets the name, below 0 if the second does, and 0 if their records
 * are the same.
 */
export function compareClaims(
  ours: readonly ResourceRecord[],
  theirs: readonly ResourceRecord[],
): number {
  const [one, other] = [ours, theirs].map((records) => records.map(sortKey).sort(compareNumbers));
  return compareLists(one!, other!, compareNumbers);
}

const TYPE_NUMBERS = { A: 1, PTR: 12, TXT: 16, SRV: 33 } as const;

/** Returns the number of a record's type, followed by the bytes of its data. */
function sortKey(record: ResourceRecord): number[] {
  return [TYPE_NUMBERS[record.type], ...dataBytes(record)];
}

function dataBytes(record: ResourceRecord): number[] {
  switch (record.type) {
    case "A":
      return record.data.split(".").map(Number);
    case "PTR":
      return nameBytes(record.data);
    case "TXT":
      return record.data.flatMap(labelBytes);
    case "SRV":
      // The four zeros are the priority and the weight.
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

function compareNumbers(one: readonly number[], other: readonly number[]): number {
  return compareLists(one, other, (a, b) => a - b);
}

/** Compares lists by the first item that differs. A list comes after its own beginning. */
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

/** The size of a block, and of the length at the end of the last one, in bytes. */
const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;

const ROUNDS = 80;

/** What each quarter of the rounds adds. */
const CONSTANTS = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6] as const;

/**
 * Returns the SHA-1 hash of bytes, 20 bytes. The handshake of WebSockets asks for it, not to keep a
 * secret. The system's own needs a thread for each call (Web Crypto), or takes long to load
 * (`node:crypto`).
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const hash = sha1(new TextEncoder().encode("abc"));
 * assert.equal(hash.toHex(), "a9993e364706816aba3e25717850c26c9cd0d89d");
 * ```
 */
export function sha1(bytes: Uint8Array): Uint8Array {
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const blocks = padded(bytes);
  for (let at = 0; at < blocks.byteLength; at += BLOCK_BYTES) addBlock(state, blocks, at);
  const hash = new DataView(new ArrayBuffer(4 * state.length));
  state.forEach((word, index) => hash.setInt32(4 * index, word));
  return new Uint8Array(hash.buffer);
}

function padded(bytes: Uint8Array): DataView {
  const size = bytes.length + 1 + LENGTH_BYTES;
  const blocks = new Uint8Array(Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES);
  blocks.set(bytes);
  blocks[bytes.length] = 0x80;
  const view = new DataView(blocks.buffer);
  view.setBigUint64(blocks.length - LENGTH_BYTES, 8n * BigInt(bytes.length));
  return view;
}

/** The words of the block that is being added. */
const words = new Int32Array(ROUNDS);

function addBlock(state: Int32Array, blocks: DataView, at: number): void {
  for (let round = 0; round < 16; round++) words[round] = blocks.getInt32(at + 4 * round);
  for (let round = 16; round < ROUNDS; round++) {
    const mixed = words[round - 3]! ^ words[round - 8]! ^ words[round - 14]! ^ words[round - 16]!;
    words[round] = rotate(mixed, 1);
  }
  let [a, b, c, d, e] = state as unknown as [number, number, number, number, number];
  for (let round = 0; round < ROUNDS; round++) {
    const quarter = Math.floor(round / 20);
    const next = rotate(a, 5) + mix(quarter, b, c, d) + e + CONSTANTS[quarter]! + words[round]!;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next | 0;
  }
  [a, b, c, d, e].forEach((word, index) => state[index]! += word);
}

function mix(quarter: number, b: number, c: number, d: number): number {
  if (quarter === 0) return b & c | ~b & d;
  return quarter === 2 ? b & c | b & d | c & d : b ^ c ^ d;
}

function rotate(word: number, bits: number): number {
  return word << bits | word >>> 32 - bits;
}

/** Size of the memory that texts share, and the longest that may, in bytes. */
const SLAB = 8 * 1024;
const MOST = SLAB / 4;

const encoder = new TextEncoder();
let slab = new ArrayBuffer(0);
let used = 0;

/**
 * The UTF-8 bytes of a text. Short ones share memory with others: to take memory for each costs more
 * than to encode it, and nearly doubles the time that a direct message takes.
 */
export function encodeText(text: string): Uint8Array {
  const most = 3 * text.length;
  if (most > MOST) return encoder.encode(text);
  if (used + most > slab.byteLength) {
    slab = new ArrayBuffer(SLAB);
    used = 0;
  }
  const { written } = encoder.encodeInto(text, new Uint8Array(slab, used, most));
  const bytes = new Uint8Array(slab, used, written);
  used += written;
  return bytes;
}

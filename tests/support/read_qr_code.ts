import jsqr from "jsqr";

/** Reads a QR code as a camera sees it, by its modules: true for dark ones. */
export function readQrCode(modules: readonly (readonly boolean[])[]): string | undefined {
  // A module is a few pixels.
  const scale = 3;
  const [width, height] = [modules[0]!.length * scale, modules.length * scale];
  const pixels = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isDark = modules[Math.floor(y / scale)]![Math.floor(x / scale)];
      if (isDark) pixels.fill(0, 4 * (y * width + x), 4 * (y * width + x) + 3);
    }
  }
  return jsqr.default(pixels, width, height)?.data;
}

/**
 * Reads a QR code that is drawn with half blocks.
 *
 * @param darkBlocks Whether blocks are dark modules, as with colours, or light ones.
 */
export function readDrawnQrCode(rows: readonly string[], darkBlocks: boolean): string | undefined {
  return readQrCode(
    rows.flatMap((row) =>
      ["▀█", "▄█"].map((drawn) => Array.from(row, (block) => drawn.includes(block) === darkBlocks))
    ),
  );
}

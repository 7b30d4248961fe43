import { qrCode } from "./qr_code.ts";

/** The light frame that readers need, in modules. They ask for four, and are content with two. */
const QUIET_ZONE = 2;

/** A half block for two modules, the upper and the lower one, by which of them are dark. */
const BLOCKS = [" ", "▄", "▀", "█"] as const;

/** Black on white, whatever the terminal's own colours are. */
const BLACK_ON_WHITE = "\x1b[38;5;16;48;5;231m";
const RESET = "\x1b[0m";

/**
 * Returns the rows of a QR code for a terminal, two modules high each; none if the text is too long.
 *
 * @param hasColours Without colours, the terminal's own have to be light on dark.
 */
export function drawQrCode(text: string, hasColours: boolean): string[] {
  const modules = qrCode(text) ?? [];
  const size = modules.length + 2 * QUIET_ZONE;
  if (modules.length === 0) return [];
  const isDark = (row: number, column: number) =>
    modules[row - QUIET_ZONE]?.[column - QUIET_ZONE] ?? false;
  const isDrawn = (row: number, column: number) => row < size && isDark(row, column) === hasColours;
  return Array.from({ length: Math.ceil(size / 2) }, (_, at) => {
    const blocks = Array.from(
      { length: size },
      (_, column) =>
        BLOCKS[(isDrawn(2 * at, column) ? 2 : 0) + (isDrawn(2 * at + 1, column) ? 1 : 0)],
    );
    return hasColours ? `${BLACK_ON_WHITE}${blocks.join("")}${RESET}` : blocks.join("");
  });
}

/**
 * Sets the modes that the line editor relies on. A program that crashed may have left others: a mouse
 * that reports its movements, keys that send other sequences, rows that do not wrap, a hidden cursor.
 * The keyboard protocols are left as they are, because the parser understands them. Last comes
 * bracketed paste, which tells pasted text from typed text.
 */
export const TAKE_OVER = "\x1b[?9;1000;1001;1002;1003;1004;1005;1006;1015;1016l" +
  "\x1b[?1l\x1b>" + "\x1b[4l" + "\x1b[?7h" + "\x1b[?25h" + "\x1b[m" + "\x1b[?2004h";

/** Ends what others may not expect. */
export const HAND_BACK = "\x1b[?2004l";

/** Asks for the name and the version of the terminal. Most terminals that re-wrap rows answer. */
export const ASK_VERSION = "\x1b[>q";

/** Asks for the position of the cursor. */
export const ASK_POSITION = "\x1b[6n";

/**
 * Returns `changes` as one update, which the terminal shows at once. Terminals that do not know this
 * ignore it, so they are not asked.
 */
export function synchronized(changes: string): string {
  return changes === "" ? "" : `\x1b[?2026h${changes}\x1b[?2026l`;
}

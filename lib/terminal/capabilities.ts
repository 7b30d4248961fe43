/** Reports whether standard input and standard output are both a terminal. */
export function isInteractive(): boolean {
  return Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
}

/** Reports whether the terminal can only print lines, which an unset `TERM` suggests, too. */
export function isDumb(): boolean {
  const term = terminalType();
  return term === "dumb" || (term === "" && Deno.build.os !== "windows");
}

/** Reports whether standard output can show colours and the user wants them. */
export function hasColours(): boolean {
  // DEC's VT terminals take the 5 in the escape sequence of a colour for "blink".
  const isBlackAndWhite = isDumb() || /^vt\d/.test(terminalType() ?? "");
  return Deno.stdout.isTerminal() && !Deno.noColor && !isBlackAndWhite;
}

/** Returns the size of the screen in characters: 80 × 24 if the terminal does not report it. */
export function screenSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    if (columns > 0 && rows > 0) return { columns, rows };
  } catch {
    // Not a terminal, or one without a known size.
  }
  return { columns: 80, rows: 24 };
}

/** Terminals that re-wrap all rows, and some that keep at least those of the cursor's line. */
const REWRAPPING = /^(tmux|vte|(xterm-)?(kitty|ghostty)|foot|alacritty|wezterm|konsole|contour)/i;
const KEEPING = /^(linux$|xterm\(|xterm\.js)/i;

/**
 * Reports whether a terminal re-wraps all rows when its width changes, as far as its name says.
 *
 * @param name The value of `TERM`, which is `xterm-256color` for most, or the terminal's own answer.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * const names = ["tmux 3.3a", "XTerm(379)", "linux", "xterm-kitty", "xterm-256color"];
 * deepEqual(names.map(rewrapsRows), [true, false, false, true, undefined]);
 * ```
 */
export function rewrapsRows(name: string): boolean | undefined {
  if (REWRAPPING.test(name)) return true;
  return KEEPING.test(name) ? false : undefined;
}

/** Returns `TERM`: empty if it is not set, `undefined` if the program may not read it. */
export function terminalType(): string | undefined {
  // Reading it without permission would make Deno prompt the user.
  const { state } = Deno.permissions.querySync({ name: "env", variable: "TERM" });
  return state === "granted" ? Deno.env.get("TERM") ?? "" : undefined;
}

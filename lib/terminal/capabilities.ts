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

/** Returns `TERM`: empty if it is not set, `undefined` if the program may not read it. */
function terminalType(): string | undefined {
  // Reading it without permission would make Deno prompt the user.
  const { state } = Deno.permissions.querySync({ name: "env", variable: "TERM" });
  return state === "granted" ? Deno.env.get("TERM") ?? "" : undefined;
}

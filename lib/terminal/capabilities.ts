/** Whether a person reads what the program writes and types what it reads. */
export function isInteractive(): boolean {
  return Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
}

/** Whether the terminal can do no more than print lines, or does not say what it is. */
export function isDumb(): boolean {
  const term = terminalType();
  return term === "dumb" || (term === "" && Deno.build.os !== "windows");
}

/** Whether what goes to standard output can have colours, and the user wants them. */
export function hasColours(): boolean {
  // Those that Digital built take a colour for the order to blink.
  const isBlackAndWhite = isDumb() || /^vt\d/.test(terminalType() ?? "");
  return Deno.stdout.isTerminal() && !Deno.noColor && !isBlackAndWhite;
}

/** The screen's size, in characters; what most have when it does not tell. */
export function screenSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    if (columns > 0 && rows > 0) return { columns, rows };
  } catch {
    // The terminal does not tell.
  }
  return { columns: 80, rows: 24 };
}

/** What `TERM` says; empty when it is not set, `undefined` when it may not be read. */
function terminalType(): string | undefined {
  // Asked for first, as reading it without permission would ask the user.
  const { state } = Deno.permissions.querySync({ name: "env", variable: "TERM" });
  return state === "granted" ? Deno.env.get("TERM") ?? "" : undefined;
}

import type { Pty } from "./pty.ts";

/** Waits until the screen shows these rows and nothing below them. */
export function shows(pty: Pty, ...rows: string[]): Promise<void> {
  const expected = rows.join("\n");
  return pty.waitFor((screen) => screen.join("\n").trimEnd() === expected, expected);
}

/** Waits until these rows are the screen's last. */
export function endsWith(pty: Pty, ...rows: string[]): Promise<void> {
  const expected = rows.join("\n");
  return pty.waitFor(
    (screen) => `\n${screen.join("\n").trimEnd()}`.endsWith(`\n${expected}`),
    expected,
  );
}

import { HAS_PTY, Pty, type Size } from "../support/pty.ts";

/** The program with a console that the tests operate. */
export const FIXTURE = `${import.meta.dirname}/fixture_echo.ts`;

/**
 * Registers a test that runs the fixture on a terminal.
 *
 * @param messages The texts that `nextMessage` makes the program show.
 */
export function test(
  name: string,
  { columns = 20, rows = 6, messages = [] }: Partial<Size> & { messages?: string[] },
  body: (pty: Pty) => Promise<void>,
): void {
  // The tests have no pty on Windows.
  Deno.test({ name: `TerminalConsole ${name}`, ignore: !HAS_PTY }, async () => {
    const command = [Deno.execPath(), "run", "--no-prompt", FIXTURE, ...messages];
    await using pty = await Pty.start(command, { columns, rows });
    await shows(pty, ["[Me]"], [0, 5]);
    await body(pty);
  });
}

/** Waits until the screen shows exactly `rows`, with the cursor at this row and column. */
export async function shows(
  pty: Pty,
  rows: string[],
  cursor: readonly [number, number],
): Promise<void> {
  const expected = `${rows.join("\n")} with the cursor at ${cursor}`;
  await pty.waitFor((screen) => {
    const { row, column } = pty.cursor();
    const text = screen.join("\n").trimEnd();
    return text === rows.join("\n").trimEnd() && row === cursor[0] && column === cursor[1];
  }, expected);
}

/** Makes the program show its next message. */
export function nextMessage(pty: Pty): void {
  Deno.kill(pty.pid, "SIGUSR2");
}

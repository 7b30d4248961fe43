import type { ConsoleOptions } from "../../lib/terminal/console.ts";
import { HAS_PTY, Pty, type PtyOptions } from "../support/pty.ts";

/** The program with a console that the tests operate. */
export const FIXTURE = `${import.meta.dirname}/fixture_echo.ts`;

/**
 * Registers a test that runs the fixture on a terminal.
 *
 * @param messages The texts that `nextMessage` makes the program show.
 * @param options The options of the program's console.
 */
export function test(
  name: string,
  { columns = 20, rows = 6, messages = [], options = {}, shell = false, before = "", ...terminal }:
    TestOptions,
  body: (pty: Pty) => Promise<void>,
): void {
  // The tests have no pty on Windows.
  Deno.test({ name: `TerminalConsole ${name}`, ignore: !HAS_PTY }, async () => {
    const command = [Deno.execPath(), "run", "--no-prompt", FIXTURE];
    command.push(JSON.stringify(options), ...messages);
    const script = `printf '%s' "$1"; shift; ${shell ? '"$@"; exec bash --norc -i' : 'exec "$@"'}`;
    const shown = ["sh", "-c", script, "sh", before, ...command];
    await using pty = await Pty.start(shown, { columns, rows, ...terminal });
    const { prompt = "[Me] " } = options;
    if (prompt === "") await pty.waitFor(() => pty.written.includes("Ready"), "the start");
    else await shows(pty, [prompt.trimEnd()], [0, prompt.length]);
    await body(pty);
  });
}

interface TestOptions extends Partial<PtyOptions> {
  readonly messages?: readonly string[];
  readonly options?: Partial<ConsoleOptions> & { readonly isPlain?: boolean };
  /** What another program has sent to the terminal before. */
  readonly before?: string;
  /** Whether a shell follows the program. */
  readonly shell?: boolean;
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

import { programCommand } from "./programs.ts";
import { Pty } from "./pty.ts";
import { endsWith } from "./screen.ts";

/** What the server says at its own terminal. */
export const HINT = "Type a command, or /help for a list. Ctrl+C stops the server.";

/** The command that starts a server on a free port of 127.0.0.1. */
export const SERVER = [...programCommand("server"), "-a", "127.0.0.1"];

/** Starts a server on a terminal, where a test can give commands. */
export async function serverOnTerminal(...flags: string[]): Promise<{ pty: Pty; port: number }> {
  const pty = await Pty.start([...SERVER, ...flags], { columns: 90, rows: 24 });
  await endsWith(pty, HINT, ">");
  return { pty, port: portOf(pty) };
}

/** Returns the port that a server on a terminal listens on. */
export function portOf(pty: Pty): number {
  return Number(/listening on 127\.0\.0\.1:(\d+)/.exec(pty.written)![1]);
}

/** Waits until these rows are the screen's last, in which the ports of clients are `PORT`. */
export async function shows(pty: Pty, ...rows: string[]): Promise<void> {
  const expected = rows.join("\n");
  await pty.waitFor((screen) => {
    const text = screen.join("\n").trimEnd().replace(/(127\.0\.0\.1):\d+/g, "$1:PORT");
    return `\n${text}`.endsWith(`\n${expected}`);
  }, expected);
}

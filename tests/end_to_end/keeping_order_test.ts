import assert from "node:assert/strict";
import { blocksOf } from "../docs/blocks.ts";
import { logIn } from "../support/messenger_peer.ts";
import { HAS_PTY } from "../support/pty.ts";
import { serverOnTerminal } from "../support/server_terminal.ts";

/** Leaves out ports and times, which differ each time. */
function comparable(rows: readonly string[]): string {
  return rows.join("\n").trimEnd()
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT").replace(/\d\d:\d\d\)$/gm, "TIME)");
}

Deno.test(
  "the session in docs/operations.md about keeping order is what the server's terminal shows",
  {
    ignore: !HAS_PTY,
  },
  async () => {
    const block = blocksOf("docs/operations.md").find(({ language }) => language === "text");
    assert(block);
    const { pty, port } = await serverOnTerminal();
    await using _pty = pty;
    await using _bob = await logIn(port, "bob");
    await pty.waitFor((screen) => screen.some((row) => row.includes(" is bob (")), "bob");
    const start = pty.screen().findIndex((row) => row === ">");
    for (const [at, row] of block.lines.entries()) {
      if (!row.startsWith("> ")) continue;
      pty.type(`${row.slice(2)}\r`);
      const next = block.lines.findIndex((line, index) => index > at && line.startsWith("> "));
      const shown = comparable([...block.lines.slice(0, next < 0 ? undefined : next), ">"]);
      await pty.waitFor((screen) => comparable(screen.slice(start)) === shown, shown);
    }
  },
);

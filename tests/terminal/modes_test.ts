import { deepEqual } from "node:assert/strict";
import { shows, test } from "./on_terminal.ts";

test("resets the modes that a crashed program has left on", {
  before: "\x1b[?7l\x1b[?25l\x1b[?1003h\x1b[?1006h\x1b[?1004h\x1b[?1h\x1b=\x1b[4h\x1b[31m",
}, async (pty) => {
  const { modes } = pty;
  deepEqual(
    [modes.mouseTrackingMode, modes.sendFocusMode, modes.applicationCursorKeysMode],
    ["none", false, false],
  );
  deepEqual(
    [modes.applicationKeypadMode, modes.insertMode, modes.wraparoundMode],
    [false, false, true],
  );
  pty.type("abcdefghijklmnopqrstuvwxyz");
  await shows(pty, ["[Me] abcdefghijklmno", "pqrstuvwxyz"], [1, 11]);
  deepEqual(pty.coloured(), []);
});

test(
  "ignores what a mouse and a keyboard send that another program has switched on",
  {},
  async (pty) => {
    pty.type(
      "a\x1b[<35;10;5M\x1b[M !!b\x1b[I\x1b[O\x1b]11;rgb:00/00/00\x1b\\c\x1b[27;2;13~\x1b[97;5:3ud",
    );
    await shows(pty, ["[Me] abcd"], [0, 9]);
  },
);

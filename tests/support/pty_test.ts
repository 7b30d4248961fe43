import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { HAS_PTY, Pty } from "./pty.ts";

const ignore = !HAS_PTY;

Deno.test(
  { name: "Pty shows a program's output and the position of the cursor", ignore },
  async () => {
    await using pty = await Pty.start(["printf", "it's\\n  %s", "日本"], { columns: 20, rows: 3 });
    await pty.exit;
    deepEqual(pty.screen(), ["it's", "  日本", ""]);
    deepEqual(pty.cursor(), { row: 1, column: 6 });
  },
);

Deno.test({ name: "Pty returns the program's exit code", ignore }, async () => {
  await using pty = await Pty.start(["sh", "-c", "exit 7"]);
  equal(await pty.exit, 7);
});

Deno.test(
  { name: "Pty detects whether a program has restored the terminal's settings", ignore },
  async () => {
    await using tidy = await Pty.start(["true"]);
    await tidy.exit;
    equal(tidy.settingsAfter, tidy.settingsBefore);
    await using untidy = await Pty.start(["stty", "-echo"]);
    await untidy.exit;
    ok(untidy.settingsAfter !== untidy.settingsBefore);
  },
);

Deno.test(
  { name: "Pty types, resizes the screen, and knows the program's process id", ignore },
  async () => {
    const loop = `while read line; do echo "$line is $(stty size) $$"; done`;
    await using pty = await Pty.start(["sh", "-c", loop], { columns: 50, rows: 5 });
    pty.type("one\r");
    await pty.waitFor((screen) => screen[1] === `one is 5 50 ${pty.pid}`, "an answer");
    await pty.resize({ columns: 40, rows: 6 });
    pty.type("two");
    pty.key("Enter");
    await pty.waitFor((screen) => screen[3] === `two is 6 40 ${pty.pid}`, "another answer");
    equal(pty.screen().length, 6);
    pty.key("Ctrl+D");
    equal(await pty.exit, 0);
  },
);

Deno.test({ name: "Pty keeps the rows that have scrolled off the screen", ignore }, async () => {
  await using pty = await Pty.start(["printf", "1\\n2\\n3"], { columns: 20, rows: 2 });
  await pty.exit;
  deepEqual(pty.screen(), ["2", "3"]);
  deepEqual(pty.transcript(), ["1", "2", "3"]);
});

Deno.test({ name: "Pty shows the screen in the error when it waits in vain", ignore }, async () => {
  await using pty = await Pty.start(["echo", "something else"]);
  await rejects(pty.waitFor(() => false, "Godot"), /Waited in vain for Godot[^]*\|something else/);
});

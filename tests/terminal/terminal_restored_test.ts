import { equal, ok } from "node:assert/strict";
import { withDeadline } from "../support/deadline.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { FIXTURE, nextMessage, shows, test } from "./on_terminal.ts";

for (const key of ["Ctrl+C", "Ctrl+D"] as const) {
  test(`ends at ${key} and restores the terminal`, {}, async (pty) => {
    pty.type("one\r");
    pty.key(key);
    equal(await pty.exit, 0);
    await shows(pty, ["[Me] one", "Bye"], [2, 0]);
    equal(pty.settingsAfter, pty.settingsBefore);
  });
}

test(
  "erases a half-typed line of several rows at the end",
  { messages: ["close"] },
  async (pty) => {
    pty.type("abcdefghijklmnopqrstuvwxyz");
    pty.key("Home");
    await shows(pty, ["[Me] abcdefghijklmno", "pqrstuvwxyz"], [0, 5]);
    nextMessage(pty);
    equal(await pty.exit, 0);
    await shows(pty, ["Bye"], [1, 0]);
  },
);

for (const [signal, exitCode] of [["SIGTERM", 143], ["SIGHUP", 129], ["SIGINT", 130]] as const) {
  test(`restores the terminal at ${signal}`, {}, async (pty) => {
    pty.type("half");
    await shows(pty, ["[Me] half"], [0, 9]);
    Deno.kill(pty.pid, signal);
    equal(await pty.exit, exitCode);
    await shows(pty, ["[Me] half"], [1, 0]);
    equal(pty.settingsAfter, pty.settingsBefore);
  });
}

test("restores the terminal when the program fails", { columns: 80, rows: 20 }, async (pty) => {
  pty.type("/fail\r");
  equal(await pty.exit, 1);
  equal(pty.settingsAfter, pty.settingsBefore);
  ok(pty.screen().some((row) => row.includes("Failed on purpose")));
});

test(
  "restores the terminal when the program exits without closing the console",
  {},
  async (pty) => {
    pty.type("/exit\r");
    equal(await pty.exit, 3);
    equal(pty.settingsAfter, pty.settingsBefore);
  },
);

test("continues after Ctrl+Z if no shell could resume it", {}, async (pty) => {
  // This pty has no shell with job control, so the system does not stop the program.
  pty.type("half");
  await shows(pty, ["[Me] half"], [0, 9]);
  pty.key("Ctrl+Z");
  await shows(pty, ["[Me] half", "[Me] half"], [1, 9]);
  pty.type("!");
  await shows(pty, ["[Me] half", "[Me] half!"], [1, 10]);
});

Deno.test(
  { name: "TerminalConsole stops at Ctrl+Z and continues later", ignore: !HAS_PTY },
  async () => {
    await using pty = await Pty.start(["sh", "-i"], { columns: 200, rows: 20 });
    // The first prompt of the shell may appear after the typed text.
    const shellIsReady = (screen: string[]) =>
      !!screen.findLast((row) => row !== "")?.endsWith("ready>");
    pty.type("PS1='ready> '\r");
    await pty.waitFor(shellIsReady, "the shell");
    pty.type(`'${Deno.execPath()}' run --no-prompt '${FIXTURE}'\r`);
    await pty.waitFor((screen) => screen.includes("[Me]"), "the prompt");
    pty.type("half");
    await pty.waitFor((screen) => screen.includes("[Me] half"), "the typed text");
    pty.key("Ctrl+Z");
    await pty.waitFor((screen) => screen.some((row) => row.includes("Stopped")), "the shell");
    const count = pty.screen().filter((row) => row === "[Me] half").length;
    equal(count, 1);
    pty.type("fg\r");
    await pty.waitFor(
      (screen) => screen.filter((row) => row === "[Me] half").length === 2,
      "the line again",
    );
    pty.type("!");
    await pty.waitFor((screen) => screen.includes("[Me] half!"), "the typed text");
    pty.key("Ctrl+C");
    await pty.waitFor((screen) => !screen.includes("[Me] half!"), "an empty line");
    pty.key("Ctrl+C");
    await pty.waitFor((screen) => screen.includes("Bye"), "the end");
    pty.type("exit 5\r");
    equal(await pty.exit, 5);
  },
);

test("leaves what is typed behind Ctrl+D to the shell", { shell: true }, async (pty) => {
  pty.type("/say Hello\r\x04echo typed $((6 * 7)) ahead\r");
  await pty.waitFor((screen) => screen.includes("typed 42 ahead"), "the shell's answer");
  pty.type("exit 5\r");
  equal(await pty.exit, 5);
});

test("ends when its terminal goes away", {}, async (pty) => {
  const ended = hasEnded(pty.pid);
  pty.hangUp();
  await withDeadline(ended, () => "The program goes on without its terminal");
});

/** Resolves when a process is gone. */
async function hasEnded(pid: number): Promise<void> {
  for (;;) {
    try {
      Deno.kill(pid, "SIGCONT");
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

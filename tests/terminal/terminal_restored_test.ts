import { equal, ok } from "node:assert/strict";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { FIXTURE, shows, test } from "./on_terminal.ts";

for (const key of ["Ctrl+C", "Ctrl+D"] as const) {
  test(`ends at ${key} and gives the terminal back`, {}, async (pty) => {
    pty.type("one\r");
    pty.key(key);
    equal(await pty.exit, 0);
    await shows(pty, ["[Me] one", "Bye"], [2, 0]);
    equal(pty.settingsAfter, pty.settingsBefore);
  });
}

test("wipes a half-typed line of several rows at the end", {}, async (pty) => {
  pty.type("abcdefghijklmnopqrstuvwxyz");
  pty.key("Home");
  pty.key("Ctrl+C");
  equal(await pty.exit, 0);
  await shows(pty, ["Bye"], [1, 0]);
});

for (const [signal, exitCode] of [["SIGTERM", 143], ["SIGHUP", 129], ["SIGINT", 130]] as const) {
  test(`gives the terminal back at ${signal}`, {}, async (pty) => {
    pty.type("half");
    await shows(pty, ["[Me] half"], [0, 9]);
    Deno.kill(pty.pid, signal);
    equal(await pty.exit, exitCode);
    await shows(pty, ["[Me] half"], [1, 0]);
    equal(pty.settingsAfter, pty.settingsBefore);
  });
}

test("gives the terminal back when the program fails", { columns: 80, rows: 20 }, async (pty) => {
  pty.type("/fail\r");
  equal(await pty.exit, 1);
  equal(pty.settingsAfter, pty.settingsBefore);
  ok(pty.screen().some((row) => row.includes("Failed on purpose")));
});

test("gives the terminal back when the program exits without closing it", {}, async (pty) => {
  pty.type("/exit\r");
  equal(await pty.exit, 3);
  equal(pty.settingsAfter, pty.settingsBefore);
});

test("goes on where it was when nobody could wake it after Ctrl+Z", {}, async (pty) => {
  // This pty has no shell with job control, so the system does not stop the program.
  pty.type("half");
  await shows(pty, ["[Me] half"], [0, 9]);
  pty.key("Ctrl+Z");
  await shows(pty, ["[Me] half", "[Me] half"], [1, 9]);
  pty.type("!");
  await shows(pty, ["[Me] half", "[Me] half!"], [1, 10]);
});

Deno.test(
  { name: "TerminalConsole stops at Ctrl+Z and goes on later", ignore: !HAS_PTY },
  async () => {
    await using pty = await Pty.start(["sh", "-i"], { columns: 200, rows: 20 });
    // Its first prompt may come after what was typed.
    const shellIsReady = (screen: string[]) =>
      !!screen.findLast((row) => row !== "")?.endsWith("ready>");
    pty.type("PS1='ready> '\r");
    await pty.waitFor(shellIsReady, "the shell");
    pty.type(`'${Deno.execPath()}' run --no-prompt '${FIXTURE}'\r`);
    await pty.waitFor((screen) => screen.includes("[Me]"), "the prompt");
    pty.type("half");
    await pty.waitFor((screen) => screen.includes("[Me] half"), "what was typed");
    pty.key("Ctrl+Z");
    await pty.waitFor((screen) => screen.some((row) => row.includes("Stopped")), "the shell");
    const count = pty.screen().filter((row) => row === "[Me] half").length;
    equal(count, 1);
    pty.type("fg\r");
    await pty.waitFor(
      (screen) => screen.filter((row) => row === "[Me] half").length === 2,
      "it again",
    );
    pty.type("!");
    await pty.waitFor((screen) => screen.includes("[Me] half!"), "what was typed");
    pty.key("Ctrl+C");
    await pty.waitFor((screen) => screen.includes("Bye"), "the end");
    pty.type("exit 5\r");
    equal(await pty.exit, 5);
  },
);

import assert from "node:assert/strict";
import { logIn } from "../support/messenger_peer.ts";
import { PipedProcess } from "../support/piped_process.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { endsWith } from "../support/screen.ts";
import { HINT, portOf, SERVER, serverOnTerminal, shows } from "../support/server_terminal.ts";

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

Deno.test("an operator's line stays below the log while it is typed", options, async () => {
  const { pty, port } = await serverOnTerminal();
  await using _pty = pty;
  pty.type("kick bo");
  await endsWith(pty, "> kick bo");
  await using bob = await logIn(port, "bob");
  await shows(
    pty,
    HINT,
    "127.0.0.1:PORT connected",
    "127.0.0.1:PORT is bob (messenger)",
    "> kick bo",
  );
  pty.key("Tab");
  pty.type("being rude\r");
  await shows(
    pty,
    "> kick bob being rude",
    "server: /kick bob (being rude)",
    "bob is disconnected",
    "127.0.0.1:PORT bob left: kicked by an operator: being rude",
    ">",
  );
  assert.match(await bob.rest(), /"goodbye".*"kicked by an operator: being rude"/);
});

/** Lines at the terminal, with what the server answers. */
const LINES: readonly (readonly [line: string, ...answer: string[]])[] = [
  ["/bans", "Nobody is banned"],
  ["bans", "Nobody is banned"],
  ["  /mutes  ", "Nobody is muted"],
  ["kick", "Usage: /kick NAME [REASON]"],
  ["topic", "Usage: /topic CHANNEL [TEXT|--clear|--lock|--unlock]"],
  ["ban 127.0.0.1", "Cannot ban 127.0.0.1: it has this machine's own addresses"],
  ["who --all", "NAME  ADDRESS  DIALECT  CHANNEL  SINCE  IDLE"],
  ["who", "NAME  ADDRESS  DIALECT  CHANNEL  SINCE  IDLE"],
  ["announce It is late", "server: /announce (It is late)", "Announced to 0 users"],
];

for (const [line, ...answer] of LINES) {
  Deno.test(`the line "${line}" at the server's terminal is answered`, options, async () => {
    const { pty } = await serverOnTerminal();
    await using _pty = pty;
    pty.type(`${line}\r`);
    await pty.waitFor((screen) => screen.includes(answer.at(-1)!), answer.join("\n"));
    for (const row of answer) assert(pty.screen().includes(row), row);
  });
}

Deno.test("/help at the server's terminal lists the commands", options, async () => {
  const { pty } = await serverOnTerminal();
  await using _pty = pty;
  pty.type("/help\r");
  await pty.waitFor((screen) => screen.some((row) => row.startsWith("/log [COUNT]")), "/log");
  for (const word of ["/help", "/stop", "/kick NAME [REASON]", "/topic"]) {
    assert(pty.screen().some((row) => row.startsWith(word)), word);
  }
});

for (const end of ["Ctrl+C", "Ctrl+D", "/stop", "SIGTERM", "SIGINT"] as const) {
  Deno.test(`${end} stops the server on a terminal in an orderly way`, options, async () => {
    const { pty, port } = await serverOnTerminal();
    await using _pty = pty;
    await using bob = await logIn(port, "bob");
    await shows(pty, "127.0.0.1:PORT is bob (messenger)", ">");
    if (end === "/stop") pty.type("/stop\r");
    else if (end === "Ctrl+C" || end === "Ctrl+D") pty.key(end);
    else Deno.kill(pty.pid, end);
    assert.equal(await pty.exit, 0);
    assert.equal(await bob.rest(), "");
    assert.equal(pty.settingsAfter, pty.settingsBefore);
    assert.match(pty.transcript().join("\n"), /bob left: server stopped/);
  });
}

Deno.test("Ctrl+C on a line that has been begun clears only that", options, async () => {
  const { pty } = await serverOnTerminal();
  await using _pty = pty;
  pty.type("kick");
  await endsWith(pty, "> kick");
  pty.key("Ctrl+C");
  await endsWith(pty, ">");
  pty.type("bans\r");
  await shows(pty, "> bans", "Nobody is banned", ">");
});

Deno.test(
  "a server in the background of a terminal reads nothing, and is not stopped",
  options,
  async () => {
    // With job control, the shell gives each job a group of processes of its own.
    const command = SERVER.map((word) => `'${word}'`).join(" ");
    await using pty = await Pty.start(["sh", "-mc", `${command} & wait`], {
      columns: 90,
      rows: 24,
    });
    await pty.waitFor(
      (screen) => screen.some((row) => row.startsWith("Join with")),
      "the greeting",
    );
    await using _bob = await logIn(portOf(pty), "bob");
    await shows(pty, "127.0.0.1:PORT connected", "127.0.0.1:PORT is bob (messenger)");
    assert(!pty.screen().includes(HINT));
    pty.key("Ctrl+C");
    await using _ann = await logIn(portOf(pty), "ann");
  },
);

Deno.test("a server with a pipe for its input does not read from it", async () => {
  await using server = new PipedProcess(SERVER);
  await server.type("/ban bob\n/stop\n");
  const [, port] = await server.output.waitFor(/listening on 127\.0\.0\.1:(\d+)/);
  await using _bob = await logIn(Number(port), "bob");
  assert.doesNotMatch(server.output.text, /Type a command/);
});

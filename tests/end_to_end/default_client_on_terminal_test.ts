import assert from "node:assert/strict";
import { line, logIn } from "../support/messenger_peer.ts";
import { programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { endsWith, shows } from "../support/screen.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

const SIZE = { columns: 76, rows: 24 };

/**
 * Starts our client on a terminal of a user ann. Each test passes an address: without one, the client
 * would ask the network of the machine that runs the tests.
 */
function onTerminal(address: string, ...args: string[]): Promise<Pty> {
  const client = programCommand("client", "--deny-env=APPDATA,HOME,XDG_CONFIG_HOME");
  return Pty.start(["env", "-u", "NO_COLOR", "USER=ann", ...client, address, ...args], SIZE);
}

/** Starts our client on a server as ann, and waits for the prompt. */
async function annOn(server: ServerProcess, ...args: string[]): Promise<Pty> {
  const pty = await onTerminal(`127.0.0.1:${server.port}`, "-u", "ann", ...args);
  await endsWith(pty, ">");
  return pty;
}

Deno.test("client asks for the name and greets on a terminal", options, async () => {
  await using server = await ServerProcess.start();
  await using _ = await logIn(server.port, "bob", "#tea");
  await using pty = await onTerminal(`127.0.0.1:${server.port}`);
  await shows(pty, "Username [ann]:");
  pty.key("Enter");
  await shows(
    pty,
    "Username [ann]:",
    "Welcome to Parley, ann",
    "/help lists the commands",
    "Here with you: bob",
    "Channels: #tea (1): /join CHANNEL enters one",
    ">",
  );
  pty.type("/join tea\r");
  await endsWith(pty, "You are in #tea now", "#tea>");
  pty.type("/quit\r");
  assert.equal(await pty.exit, 0);
  assert.equal(pty.settingsAfter, pty.settingsBefore);
});

Deno.test(
  "client makes a missing channel on a terminal after the user agreed",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using pty = await annOn(server);
    const question = "There is no #tea yet. Make it? [y/n]";
    pty.type("/join tea\r");
    await endsWith(pty, question);
    pty.type("what?\rn\r");
    await endsWith(pty, `${question} what?`, `${question} n`, ">");
    pty.type("/join #tea\ry\rhello\r/who tea\r");
    await endsWith(pty, "1 user in #tea:", "ann", "#tea>");
  },
);

Deno.test("client shows names in columns on a terminal", options, async () => {
  await using server = await ServerProcess.start();
  const names = Array.from({ length: 12 }, (_, index) => `student_${index + 10}`);
  const users = await Promise.all(names.map((name) => logIn(server.port, name)));
  await using pty = await annOn(server);
  pty.type("/who\r");
  await pty.waitFor((screen) => screen.includes("13 users:") && screen.includes(">"), "the list");
  const screen = pty.screen();
  const rows = screen.slice(screen.indexOf("13 users:") + 1, screen.indexOf(">"));
  assert(rows.length < 13 / 4, rows.join("\n"));
  assert.deepEqual(rows.join(" ").trim().split(/\s+/).sort(), ["ann", ...names].sort());
  for (const user of users) await user[Symbol.asyncDispose]();
});

Deno.test("client lists channels with the number of members on a terminal", options, async () => {
  await using server = await ServerProcess.start();
  await using _ = await logIn(server.port, "bob", "#tea");
  await using pty = await annOn(server);
  pty.type("/join tea\r/create attic\r/list\r");
  await pty.waitFor(
    (screen) => /#attic \(1\) +#tea \(1\)|#tea \(1\) +#attic \(1\)/.test(screen.join("\n")),
    "the list",
  );
});

/** For each line that the client cannot carry out: the reason, a correction, and its effect. */
const REJECTED = [
  [
    "/jion tea",
    'Unknown command "/jion": did you mean "/join"? "/help" lists all commands',
    ["Home", "Right", "Right", "Delete", "Right", "i"],
    "#tea>",
  ],
  ["/msg", "Usage: /msg USER TEXT", [" ", "a", "n", "n", " ", "h"], "[ann to you] h"],
] as const;

for (const [typed, reason, correction, effect] of REJECTED) {
  Deno.test(`client gives ${typed} back to the user, who corrects it`, options, async () => {
    await using server = await ServerProcess.start();
    await using _ = await logIn(server.port, "bob", "#tea");
    await using pty = await annOn(server);
    pty.type(`${typed}\r`);
    await endsWith(pty, reason, `> ${typed}`);
    for (const key of correction) {
      if (key.length > 1) pty.key(key as "Home");
      else pty.type(key);
    }
    pty.key("Enter");
    await pty.waitFor((screen) => screen.some((row) => row.startsWith(effect)), effect);
  });
}

Deno.test("client leaves the line alone if the user has gone on typing", options, async () => {
  await using server = await ServerProcess.start();
  await using pty = await annOn(server);
  pty.type("/jion tea\r/list\r");
  await endsWith(pty, "There are no channels yet", ">");
  pty.type("/jion tea\rhello");
  await endsWith(pty, "> hello");
});

Deno.test("client keeps answers to questions out of the history", options, async () => {
  await using server = await ServerProcess.start();
  await using pty = await onTerminal(`127.0.0.1:${server.port}`);
  await shows(pty, "Username [ann]:");
  pty.type("ann\r");
  await endsWith(pty, ">");
  pty.type("/join tea\r");
  await endsWith(pty, "There is no #tea yet. Make it? [y/n]");
  pty.type("maybe\r");
  pty.type("y\r");
  await endsWith(pty, "#tea>");
  for (const _ of "12") pty.key("Up");
  await endsWith(pty, "#tea> /join tea");
});

Deno.test("client rings for a message to the user and highlights it", options, async () => {
  await using server = await ServerProcess.start();
  await using bob = await logIn(server.port, "bob", "#tea");
  await using pty = await annOn(server);
  pty.type("/join tea\r");
  await endsWith(pty, "You are in #tea now", "#tea>");
  const before = pty.written.length;
  await bob.say(line("message", { destination: "#tea", body: "I planned it" }));
  await endsWith(pty, "[bob] I planned it", "#tea>");
  const bellOrBold = ["\x07", "\x1b[1m"];
  for (const sign of bellOrBold) assert(!pty.written.slice(before).includes(sign));
  await bob.say(line("message", { destination: "#tea", body: "ANN, tea?" }));
  await endsWith(pty, "[bob] ANN, tea?", "#tea>");
  await pty.waitFor(() => pty.written.includes("\x07", before), "the bell");
  await pty.waitFor(() => pty.written.includes("] ANN, tea?\x1b[22m", before), "a bold mention");
  await bob.say(line("message", { destination: "ann", body: "psst" }));
  await endsWith(pty, "[bob to you] psst", "#tea>");
  await pty.waitFor(() => pty.written.includes("] psst\x1b[22m", before), "a bold message");
});

Deno.test(
  "client counts joins and leaves when there are many, or with /quiet",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using bob = await logIn(server.port, "bob", "#tea");
    await using pty = await annOn(server);
    pty.type("/join tea\r");
    await endsWith(pty, "#tea>");
    const { written } = pty;
    const moves = Array.from(
      { length: 6 },
      () => line("leave", { destination: "#tea" }) + line("join", { destination: "#tea" }),
    );
    await bob.say(moves.join("") + line("message", { destination: "#tea", body: "done" }));
    await endsWith(pty, "[bob] done", "#tea>");
    const shownRows = pty.screen().filter((row) => / has (joined|left) #tea$/.test(row));
    assert.equal(shownRows.length, 5, pty.written.slice(written.length));
    pty.type("/quiet\r");
    await endsWith(
      pty,
      "#tea> /quiet",
      "4 joined, 3 left",
      "Users who join or leave are only counted now: /quiet names them again",
      "#tea>",
    );
    const { written: soFar } = pty;
    await bob.say(
      line("leave", { destination: "#tea" }) + line("join", { destination: "#tea" }) +
        line("message", { destination: "#tea", body: "again" }),
    );
    await endsWith(pty, "[bob] again", "#tea>");
    assert(!pty.written.slice(soFar.length).includes(" has "));
    pty.type("/quiet\r");
    await endsWith(
      pty,
      ...["#tea> /quiet", "1 joined, 1 left", "Users who join or leave are named again", "#tea>"],
    );
  },
);

Deno.test("clients say at their start who is blocked on this server", options, async () => {
  using folder = new TemporaryFolder();
  await using server = await ServerProcess.start();
  await using other = await ServerProcess.start();
  const run = async (...args: string[]) => {
    const home = Deno.build.os === "darwin" ? "HOME" : "XDG_CONFIG_HOME";
    const env = ["env", "USER=ann", `${home}=${folder.path}`];
    return await Pty.start([...env, ...programCommand("client"), ...args], SIZE);
  };
  {
    await using pty = await run(`127.0.0.1:${server.port}`, "-u", "ann");
    await endsWith(pty, ">");
    pty.type("/block bob\r/block ANNA\r/block ANN\r");
    const answers = ["bob is blocked", "ANNA is blocked", "You cannot block yourself"];
    for (const answer of answers) await pty.waitFor((rows) => rows.includes(answer), answer);
    pty.type("/unblock ANNA\r/quit\r");
    assert.equal(await pty.exit, 0);
  }
  // This machine has several names.
  for (
    const args of [[`localhost:${server.port}`, "-u", "ann"], [
      "ann",
      "127.0.0.1",
      `${server.port}`,
    ]]
  ) {
    await using pty = await run(...args);
    await pty.waitFor((rows) => rows.includes("Blocked here: bob"), "the blocked user");
  }
  await using pty = await run(`127.0.0.1:${other.port}`, "-u", "ann");
  await endsWith(pty, ">");
  assert(!pty.screen().join("\n").includes("Blocked"));
});

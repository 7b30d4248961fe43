import assert from "node:assert/strict";
import { line, logIn } from "../support/messenger_peer.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { programCommand } from "../support/programs.ts";
import { shows } from "../support/screen.ts";
import { ServerProcess } from "../support/server_process.ts";

const SIZE = { columns: 60, rows: 12 };
const WELCOME = ["Welcome to Parley, bob", "/help lists the commands"];
const NO_CHANNELS = "No channels yet: /join CHANNEL makes one";
const ALONE = [...WELCOME, "Nobody else is here", NO_CHANNELS];

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

/** Starts our client on a terminal of a user whose login name is ann. */
function onTerminal(...args: string[]): Promise<Pty> {
  const client = programCommand("client", "--deny-env=APPDATA,HOME,XDG_CONFIG_HOME");
  return Pty.start(["env", "USER=ann", ...client, "messenger", ...args], SIZE);
}

/** Returns what bob reads at first on a server with one other user, who is in a channel. */
function greetingWith(user: string, channel: string): string[] {
  return [
    ...WELCOME,
    `Here with you: ${user}`,
    `Channels: ${channel} (1): /join CHANNEL enters one`,
  ];
}

/** Starts our client and logs in as bob. */
async function bobAt(port: number, greeting = ALONE): Promise<Pty> {
  const pty = await onTerminal("-a", "127.0.0.1", "-p", `${port}`, "-u", "bob");
  await shows(pty, ...greeting, ">");
  return pty;
}

Deno.test(
  "messenger client asks one question after the other on a terminal",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using _ = await logIn(server.port, "ann");
    await using pty = await onTerminal();
    const dialogue = ["Username [ann]:"];
    await shows(pty, ...dialogue);
    pty.key("Enter");
    dialogue.push("Server address [127.0.0.1]:");
    await shows(pty, ...dialogue);
    pty.key("Enter");
    dialogue.push("Server port [55555]:");
    await shows(pty, ...dialogue);
    pty.type(`${server.port}\r`);
    dialogue[2] += ` ${server.port}`;
    dialogue.push('The name "ann" is taken', "Username:");
    await shows(pty, ...dialogue);
    pty.type("bob\r");
    dialogue[4] += " bob";
    await shows(pty, ...dialogue, ...WELCOME, "Here with you: ann", NO_CHANNELS, ">");
    pty.type("/quit\r");
    assert.equal(await pty.exit, 0);
    assert.equal(pty.settingsAfter, pty.settingsBefore);
  },
);

Deno.test("messenger client keeps a half-typed line while messages arrive", options, async () => {
  await using server = await ServerProcess.start();
  await using ann = await logIn(server.port, "ann", "#tea");
  const greeting = greetingWith("ann", "#tea");
  await using pty = await bobAt(server.port, greeting);
  pty.type("/join tea\r");
  const joined = [...greeting, "> /join tea", "You are in #tea now"];
  await shows(pty, ...joined, "#tea>");
  pty.type("half a li");
  await shows(pty, ...joined, "#tea> half a li");
  await ann.say(line("message", { destination: "#tea", body: "one\ntwo" }));
  await shows(pty, ...joined, "[ann] one", "[ann] two", "#tea> half a li");
  pty.type("ne\r");
  await ann.hear(2);
  await shows(pty, ...joined, "[ann] one", "[ann] two", "#tea> half a line", "#tea>");
});

Deno.test("messenger client completes commands, users and channels with Tab", options, async () => {
  await using server = await ServerProcess.start();
  await using _ = await logIn(server.port, "Ann", "#teahouse");
  const greeting = greetingWith("Ann", "#teahouse");
  await using pty = await bobAt(server.port, greeting);
  pty.type("/ms\tan\thi");
  await shows(pty, ...greeting, "> /msg Ann hi");
  pty.key("Ctrl+U");
  pty.type("/b\t");
  await shows(pty, ...greeting, "> /b");
  pty.key("Tab");
  await shows(pty, ...greeting, "/broadcast  /block  /blocked  /ban  /bans", "> /b");
  pty.type("loc\t");
  await shows(pty, ...greeting, "/broadcast  /block  /blocked  /ban  /bans", "> /block");
  pty.key("Ctrl+U");
  pty.type("/jo\tte\t\r");
  await pty.waitFor((screen) => screen.includes("You are in #teahouse now"), "the channel");
});

Deno.test(
  "messenger client completes the name of a user who logged in later",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using pty = await bobAt(server.port);
    await using _ = await logIn(server.port, "zoe");
    pty.type("/msg z\t");
    await shows(pty, ...ALONE, "> /msg z");
    // The first Tab asks for the users. Its answer arrives before that to the command.
    pty.key("Ctrl+U");
    pty.type("/channels\r");
    const asked = [...ALONE, "> /channels", "There are no channels yet"];
    await shows(pty, ...asked, ">");
    pty.type("/msg z\thi");
    await shows(pty, ...asked, "> /msg zoe hi");
  },
);

for (const key of ["Ctrl+C", "Ctrl+D"] as const) {
  Deno.test(`messenger client leaves with ${key} and restores the terminal`, options, async () => {
    await using server = await ServerProcess.start();
    await using pty = await bobAt(server.port);
    pty.key(key);
    assert.equal(await pty.exit, 0);
    assert.equal(pty.settingsAfter, pty.settingsBefore);
    await server.log.waitFor(/bob left: logged out\n/);
  });
}

Deno.test(
  "messenger client waits on a terminal for a server that is gone, until Ctrl+C",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using pty = await bobAt(server.port);
    pty.type("half a li");
    await shows(pty, ...ALONE, "> half a li");
    await server.stop();
    const gone = `The server at 127.0.0.1:${server.port} closed the connection`;
    const waiting = "Reconnecting in 1 s … Ctrl+C ends the program";
    const isThere = (screen: string[]) =>
      [waiting, "(offline)> half a li"].every((line) => screen.includes(line));
    await pty.waitFor(isThere, "the offline prompt");
    assert.deepEqual(pty.screen().slice(ALONE.length, ALONE.length + 2), [gone, waiting]);
    // The first clears the line that was begun.
    pty.key("Ctrl+C");
    await pty.waitFor((screen) => screen.includes("(offline)>"), "an empty line");
    pty.key("Ctrl+C");
    assert.equal(await pty.exit, 1);
    assert.equal(pty.settingsAfter, pty.settingsBefore);
  },
);

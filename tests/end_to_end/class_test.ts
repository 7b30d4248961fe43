/**
 * A class of sixty on one server, with users of each dialect: they talk, the server is killed and
 * started again, and everybody goes on.
 *
 * @module
 */
import assert from "node:assert/strict";
import { REGISTERED_REQUEST } from "../../lib/dialects/channel/password.ts";
import { RemovedError } from "../../lib/clients/shared/removed_error.ts";
import { BARE, ClientProcess, type Machine } from "../support/client_process.ts";
import { FrameClient } from "../support/frame_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { LineClient } from "../support/line_client.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { Pupil } from "../support/pupil.ts";
import { ServerProcess } from "../support/server_process.ts";
import { runStoreCommand } from "../support/store_command.ts";
import type { TextOutput } from "../support/text_output.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const PASSWORD = "maths-is-fun";

/** The users without a process of their own. With the programs below, the class has sixty. */
const PUPILS = 55;

/** How many register their names at the same time. */
const REGISTERED_AT_ONCE = 5;

/** How many messages the class has said when the server is killed. */
const SAID = 300;

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

/** A machine on which the programs know the password. */
const OWNER: Machine = { ...BARE, env: { PARLEY_PASSWORD: PASSWORD } };

/** Registers names, each from a connection that ends afterwards. */
async function register(port: number, ...names: string[]): Promise<void> {
  for (const name of names) {
    await using user = await logIn(port, name);
    await user.say(line("command", { body: `/register ${PASSWORD}` }));
    assert.match((await user.hear(1))[0]!, /is yours now/);
  }
}

/** Starts a client on a terminal, in the channel and with its name registered. */
async function onTerminal(...words: string[]): Promise<Pty> {
  const command = [...programCommand("client", DENY_USER_ENV), ...words, "--no-store"];
  const pty = await Pty.start(command);
  await showsRow(pty, /^(\[Me\]|>)$/);
  pty.type(`/join lab\r/register ${PASSWORD}\r`);
  await showsRow(pty, /is yours now/);
  return pty;
}

/** Waits until the terminal has shown a row that matches. */
function showsRow(pty: Pty, row: RegExp): Promise<void> {
  return pty.waitFor(() => pty.transcript().some((line) => row.test(line)), String(row));
}

/** Returns what the pupils have said in a text that somebody has read. */
function saidIn(text: string): string[] {
  const rows = text.matchAll(/^(?:\d\d:\d\d )?\[(pupil\d+)\] (\d+)$/gm);
  return Array.from(rows, ([, name, count]) => `${name} ${count}`);
}

/** Returns what the pupils have said, as the server has kept it. */
async function past(port: number): Promise<string[]> {
  await using reader = await logIn(port, "reader");
  const lab = { destination: "#lab" };
  const requests = [line("join", lab), line("history", { ...lab, body: ["last", "1000"] })];
  await reader.say(requests.join("") + line("logout"));
  const messages = (await reader.rest()).trimEnd().split("\n").map((text) => JSON.parse(text));
  return messages.filter(({ action, body }) => action === "past" && /^\d+$/.test(body[0]))
    .map(({ source, body }) => `${source} ${body[0]}`);
}

/** Returns the server's answer to a login. */
async function answerTo(port: number, source: string): Promise<string> {
  await using client = await LineClient.connect(port, line("login", { source }));
  return JSON.parse((await client.hear(1))[0]!).body;
}

/** Says numbers, each once the last one has arrived, until `isOver`. */
async function talk(pupil: Pupil, arrived: TextOutput, isOver: () => boolean): Promise<void> {
  for (let count = 0; !isOver(); count++) {
    await pupil.type(`${count}`);
    const has = (text: string) => isOver() || text.includes(`[${pupil.name}] ${count}\n`);
    await arrived.waitUntil(has, `${pupil.name} ${count}`);
  }
}

Deno.test("a class of sixty is back after a kill -9, and has lost nothing", options, async () => {
  using folder = new TemporaryFolder();
  const store = folder.file("class.db");
  await using servers = new AsyncDisposableStack();
  await using users = new AsyncDisposableStack();
  const first = servers.use(await ServerProcess.startReplaceable("--store", store));
  const { port } = first;

  // Everybody comes and registers.
  const names = Array.from({ length: PUPILS }, (_, index) => `pupil${index}`);
  const pupils = await Promise.all(names.map((name) => Pupil.start(port, name)));
  for (const pupil of pupils) users.use(pupil);
  const [teacher, ann] = pupils as [Pupil, Pupil];
  await teacher.type("/create lab");
  await Promise.all(pupils.slice(1).map((pupil) => pupil.type("/join lab")));
  // A few at a time: hashing the passwords of all may take longer than a client waits for an answer.
  for (let at = 0; at < PUPILS; at += REGISTERED_AT_ONCE) {
    const some = pupils.slice(at, at + REGISTERED_AT_ONCE);
    await Promise.all(some.map((pupil) => pupil.type(`/register ${PASSWORD}`)));
    await Promise.all(some.map((pupil) => pupil.reads(/.* is yours now: .*/)));
  }
  await register(port, "ear", "dora", "Frank");
  const tess = users.use(await onTerminal(`127.0.0.1:${port}`, "-u", "tess"));
  const panda = users.use(await onTerminal("Panda", "127.0.0.1", `${port}`));
  const address = ["-a", "127.0.0.1", "-p", `${port}`];
  const ear = users.use(
    new ClientProcess(OWNER, "listen", ...address, "-u", "ear", "--join", "lab", "--history", "9"),
  );
  const dora = users.use(new ClientProcess(OWNER, "direct", ...address, "--reconnect"));
  await dora.type("dora\n");
  await dora.output.waitFor(/Successfully logged in/);
  // A program of somebody else, which hears only what it has asked for.
  const frank = [`/password ${PASSWORD}`, "/join lab", "/list"];
  const theirs = users.use(await FrameClient.connect(port, "Frank", ...frank));

  // The teacher puts a troublemaker out.
  assert.equal((await runStoreCommand("operators", "add", store, teacher.name)).code, 0);
  const mallory = users.use(await Pupil.start(port, "mallory"));
  await mallory.type("/join lab");
  await teacher.type("/topic Lab 3");
  await teacher.type("/ban mallory 2h spam");
  assert(await mallory.ended instanceof RemovedError);

  // The server is killed while all talk.
  await teacher.type("Begin");
  await ear.output.waitFor(/Begin/);
  let isOver = false;
  const talks = pupils.slice(1).map((pupil) => talk(pupil, ear.output, () => isOver));
  await ear.output.waitUntil((text) => saidIn(text).length >= SAID, `${SAID} messages`);
  await first.stop("SIGKILL");
  isOver = true;
  await Promise.all(talks);
  await theirs.rest();
  await ann.reads(/Reconnecting in .*/);
  await ann.type("1000");

  // Everybody has their name and channel back.
  servers.use(await ServerProcess.start("-p", `${port}`, "--store", store));
  const back = /Reconnected, and back in #lab/;
  await Promise.all(pupils.map((pupil) => pupil.reads(back)));
  await showsRow(tess, back);
  await showsRow(panda, /^Reconnected, and back in lab$/);
  await ear.errors.waitFor(/Reconnected as ear/);
  await dora.errors.waitFor(/Reconnected as dora/);
  await using again = await FrameClient.connect(port, "Frank", ...frank);
  assert.deepEqual(await again.hear(2), [REGISTERED_REQUEST, "lab"]);
  await teacher.type("/msg dora Welcome back");
  await dora.output.waitFor(/From pupil0: Welcome back/);
  for (const pupil of pupils) await pupil.type("1001");

  // Everybody has read everything once, in one order.
  const all = (text: string) => saidIn(text).filter((said) => said.endsWith(" 1001")).length;
  await Promise.all(
    pupils.map((pupil) => pupil.output.waitUntil((text) => all(text) === PUPILS - 1, "1001")),
  );
  await ear.output.waitUntil((text) => all(text) === PUPILS, "1001");
  for (const pty of [tess, panda]) {
    await pty.waitFor(() => all(pty.transcript().join("\n")) === PUPILS, "1001");
  }
  const said = await past(port);
  assert(said.includes("pupil1 1000"));
  const doubted = new Set(
    pupils.flatMap(({ name, output }) =>
      Array.from(
        output.text.matchAll(/^Perhaps not delivered: (\d+)$/gm),
        ([, count]) => `${name} ${count}`,
      )
    ),
  );
  const readers: [name: string, text: string][] = [
    ...pupils.map(({ name, output }): [string, string] => [name, output.text]),
    ["ear", ear.output.text],
    ["tess", tess.transcript().join("\n")],
    ["Panda", panda.transcript().join("\n")],
  ];
  for (const [name, text] of readers) {
    const read = saidIn(text);
    assert.equal(new Set(read).size, read.length, `${name} has read something twice`);
    const ofOthers = said.filter((it) => !it.startsWith(`${name} `));
    assert.deepEqual(read.filter((it) => said.includes(it)), ofOthers, name);
    // What somebody has read in the moment before may be lost, and then its sender knows.
    for (const it of read) assert(said.includes(it) || doubted.has(it), it);
  }

  // The names are their owners', the troublemaker stays out, and a late-comer reads what was said.
  assert.match(await answerTo(port, "pupil7"), /is registered/);
  for (const name of ["mallory", "Mallory"]) {
    assert.match(await answerTo(port, name), /is banned until .*: spam$/);
  }
  const late = users.use(await Pupil.start(port, "late"));
  await late.type("/join lab");
  await late.reads(/The topic of #lab is: Lab 3/);
  await late.reads(/── 20 messages, \d+ before them: \/history ──/);
  await late.reads(/── new ──/);
  assert.deepEqual(saidIn(late.output.text), said.slice(-20));
});

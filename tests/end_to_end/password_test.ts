import assert from "node:assert/strict";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { BARE, ClientProcess, type Machine } from "../support/client_process.ts";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { PipedProcess } from "../support/piped_process.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { ServerProcess } from "../support/server_process.ts";

const PASSWORD = "Tea for two: ÿ!";
const REQUEST = "This server asks for a password: /password PASSWORD";

/** Starts a server that requires a password, which it reads from a file. */
async function startWithPassword(password = PASSWORD) {
  const folder = new TemporaryFolder();
  const file = `${folder.path}/password`;
  await Deno.writeTextFile(file, `${password}\nnot this line\n`, { mode: 0o600 });
  const server = await ServerProcess.start("--password-file", file);
  return {
    ...{ file, server, port: server.port },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** Returns a machine with the password in the user's environment. */
function machineWithPassword(password: string): Machine {
  return { ...BARE, env: { PARLEY_PASSWORD: password } };
}

Deno.test("a plain client can log in to a server with a password by typing it", async () => {
  await using scene = await startWithPassword("t3a:p0t");
  await using alice = await FrameClient.connect(scene.port, "Alice");
  assert.deepEqual(await alice.hear(1), [REQUEST]);
  await alice.say("/list", "/password teapot\n", "/password t3a:p0t\n", "/create tea");
  assert.deepEqual(await alice.hear(2), [REQUEST, "The password is wrong."]);
  await using bob = await LineClient.connect(
    scene.port,
    "HELLO-FROM bob\nHELLO-FROM bob:t3a:p0t\n",
  );
  assert.deepEqual(await bob.hear(2), ["BAD-RQST-BODY", "HELLO bob"]);
  await bob.say("SEND Alice hi\nLIST\n");
  assert.deepEqual(await bob.hear(2), ["SEND-OK", "LIST-OK Alice,bob"]);
  assert.deepEqual(await alice.hear(1), ["[bob to you] hi"]);
});

Deno.test("guesses are answered later and later, the right password at once, and none is logged", async () => {
  await using scene = await startWithPassword();
  const started = performance.now();
  await using eve = await LineClient.connect(
    scene.port,
    line("login", { source: "eve", body: "a guess" }).repeat(10),
  );
  await eve.hear(6);
  assert(performance.now() - started > 200, "the sixth answer came at once");
  // She still waits for answers, and so does the next guesser.
  await using late = await FrameClient.connect(scene.port, "Late", "/password x");
  assert.deepEqual(await late.hear(1), [REQUEST]);
  const login = line("login", { source: "bob", body: PASSWORD });
  await using bob = await LineClient.connect(scene.port, login);
  assert.match((await bob.hear(1))[0]!, /"welcome"/);
  await using alice = await FrameClient.connect(scene.port, "Alice", `/password ${PASSWORD}`);
  await alice.say("/who");
  assert.deepEqual(await alice.hear(2), [REQUEST, "bob\nAlice"]);
  assert.equal(await scene.server.stop(), 0);
  assert.doesNotMatch(scene.server.log.text + scene.server.output.text, /Tea for two|a guess/);
});

Deno.test("SIGHUP reloads the password, and the old one stays if that fails", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using scene = await startWithPassword();
  await Deno.writeTextFile(scene.file, "\n");
  Deno.kill(scene.server.pid, "SIGHUP");
  await scene.server.log.waitFor(
    /Still using the previous password: Cannot use the password in the first line of ".*": /,
  );
  await using alice = await LineClient.connect(
    scene.port,
    line("login", { source: "alice", body: PASSWORD }),
  );
  assert.match((await alice.hear(1))[0]!, /"welcome"/);
  await Deno.writeTextFile(scene.file, "milk");
  Deno.kill(scene.server.pid, "SIGHUP");
  for (let isIn = false; !isIn;) {
    await using bob = await LineClient.connect(
      scene.port,
      line("login", { source: "bob", body: "milk" }),
    );
    isIn = (await bob.hear(1))[0]!.includes('"welcome"');
  }
  await alice.say(line("users"));
  assert.match((await alice.hear(1))[0]!, /alice/);
});

const INVALID_PASSWORDS: Record<string, [text: string | undefined, error: RegExp]> = {
  "an empty file": [
    "",
    /^Cannot use the password in the first line of ".*": it is empty. Use 1 to 180 /,
  ],
  "a file with an empty first line": [
    "\nx\n",
    /^Cannot use the password in the first line of ".*": it /,
  ],
  "a password that is too long": [
    "é".repeat(91),
    /^Cannot use the password in the first line of ".*": it /,
  ],
  "a password that ends in a space": [
    "tea \n",
    /^Cannot use the password in the first line of ".*": it /,
  ],
  "a password with a control character": [
    "te\ta\n",
    /^Cannot use the password in the first line of ".*": it /,
  ],
  "no file": [undefined, /^Cannot read the password in ".*": no such file or directory\n$/],
};

for (const [what, [text, error]] of Object.entries(INVALID_PASSWORDS)) {
  Deno.test(`server and client report ${what} as the password`, {
    ignore: Deno.build.os === "windows",
  }, async () => {
    using folder = new TemporaryFolder();
    const file = `${folder.path}/password`;
    if (text !== undefined) await Deno.writeTextFile(file, text, { mode: 0o600 });
    const commands = [
      [...programCommand("server"), "-a", "127.0.0.1"],
      [...programCommand("client"), "direct"],
    ];
    for (const command of commands) {
      await using process = new PipedProcess([...command, "--password-file", file]);
      assert.equal(await process.exitCode, 1);
      assert.match(process.errors.text, error);
    }
  });
}

Deno.test("server warns about a password file that every user can read", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using folder = new TemporaryFolder();
  const file = `${folder.path}/password`;
  await Deno.writeTextFile(file, PASSWORD);
  await Deno.chmod(file, 0o644);
  await using server = await ServerProcess.start("--password-file", file);
  await server.log.waitFor(
    /^Every user of this machine can read the password in ".*"\. Protect it with chmod 600\.\n/,
  );
});

Deno.test("channel client logs in with a password and does not print it", async () => {
  await using scene = await startWithPassword();
  await using carl = await LineClient.connect(
    scene.port,
    line("login", { source: "carl", body: PASSWORD }) + line("create", { destination: "#tea" }),
  );
  await carl.hear(2);
  await using client = new ClientProcess(
    machineWithPassword(PASSWORD),
    "Panda",
    "127.0.0.1",
    `${scene.port}`,
  );
  await client.type("/list\n");
  await client.output.waitFor(/tea\n/);
  await client.endInput();
  assert.equal(await client.exitCode, 0);
  assert.equal(client.output.text, "[Me] [Me] \r    \rtea\n[Me] ");
  assert.equal(client.errors.text, "");
});

Deno.test("channel client does not send its password to a server that requires none", async () => {
  await using server = await ServerProcess.start();
  await using client = new ClientProcess(
    machineWithPassword(PASSWORD),
    "Panda",
    "127.0.0.1",
    `${server.port}`,
  );
  await client.type("/create tea\n/list\n");
  await client.output.waitFor(/tea\n/);
  assert.equal(client.output.text.replaceAll("[Me] ", ""), "\r    \rtea\n");
  assert.doesNotMatch(server.log.text, /Tea for two/);
});

Deno.test("channel client reports a wrong password and accepts another one", async () => {
  await using scene = await startWithPassword();
  await using client = new ClientProcess(
    machineWithPassword("milk"),
    "Panda",
    "127.0.0.1",
    `${scene.port}`,
  );
  await client.output.waitFor(/\rThe password is wrong\.\n/);
  await client.type(`/password ${PASSWORD}\n/create tea\n/list\n`);
  await client.output.waitFor(/\rtea\n/);
});

Deno.test("direct client logs in with a password file and reports a wrong password", async () => {
  await using scene = await startWithPassword();
  const args = ["direct", "-p", `${scene.port}`];
  await using client = new ClientProcess(BARE, ...args, "--password-file", scene.file);
  await client.type("bob\n!who\n");
  await client.output.waitFor(/Successfully logged in as bob!\nThere are 1 online users:\nbob\n$/);
  await using other = new ClientProcess(machineWithPassword("milk"), ...args);
  await other.type("bob\n");
  await other.output.waitFor(
    /\nCannot log in as bob\. The server does not take that name with that password\.\n$/,
  );
});

Deno.test("direct client never sends its password as part of the name", async () => {
  await using server = await ServerProcess.start();
  await using alice = await logIn(server.port, "alice");
  await using client = new ClientProcess(
    machineWithPassword("milk"),
    "direct",
    "-p",
    `${server.port}`,
  );
  await client.type("bob\n");
  await client.output.waitFor(/Cannot log in as bob\./);
  await alice.say(line("users"));
  assert.match((await alice.hear(1))[0]!, /\["alice"\]/);
});

Deno.test("send and listen log in with a password and report a wrong one", async () => {
  await using scene = await startWithPassword();
  const at = ["-a", "127.0.0.1", "-p", `${scene.port}`];
  await using listener = new ClientProcess(
    machineWithPassword(PASSWORD),
    "listen",
    ...at,
    "--json",
  );
  await listener.output.waitFor(/"action":"welcome"/);
  const words = [...at, "--to", "all", "--password-file", scene.file, "hi"];
  await using sender = new ClientProcess(BARE, "send", ...words);
  assert.equal(await sender.exitCode, 0);
  await listener.output.waitFor(/"body":"hi"/);
  assert.doesNotMatch(listener.output.text, /Tea for two|refused/);
  for (
    const [machine, text] of [[machineWithPassword("milk"), "The password is wrong\n"], [
      BARE,
      "This server asks for a password. Use --password-file FILE or set PARLEY_PASSWORD.\n",
    ]] as const
  ) {
    await using other = new ClientProcess(machine, "send", ...at, "--to", "all", "hi");
    assert.equal(await other.exitCode, 1);
    assert.equal(other.errors.text, text);
  }
});

Deno.test("messenger client asks for the password on a terminal without showing it", {
  ignore: !HAS_PTY,
}, async () => {
  await using scene = await startWithPassword();
  const args = ["messenger", "-a", "127.0.0.1", "-p", `${scene.port}`, "-u", "bob"];
  await using pty = await Pty.start([...programCommand("client", DENY_USER_ENV), ...args]);
  const shows = (...expected: string[]) => {
    const text = expected.join("\n");
    return pty.waitFor((screen) => screen.join("\n").trimEnd() === text, text);
  };
  const rows = ["This server asks for a password", "Password:"];
  await shows(...rows);
  pty.type("milk\r");
  rows.push("The password is wrong", "Password:");
  await shows(...rows);
  pty.type(`Tea for${PASSWORD.slice(7)}\r`);
  rows.push("Welcome to Parley, bob", "/help lists the commands");
  rows.push("Nobody else is here", "No channels yet: /join CHANNEL makes one");
  await shows(...rows, ">");
  // The password is not in the history either.
  pty.key("Up");
  pty.type("/list\r");
  await shows(...rows, "> /list", "There are no channels yet", ">");
});

Deno.test("messenger client logs in with its password and asks for another name", async () => {
  await using scene = await startWithPassword();
  await using ann = await LineClient.connect(
    scene.port,
    line("login", { source: "ann", body: PASSWORD }),
  );
  await ann.hear(1);
  const args = ["messenger", "-a", "127.0.0.1", "-p", `${scene.port}`, "-u", "ann"];
  await using client = new ClientProcess(machineWithPassword(PASSWORD), ...args);
  await client.output.waitFor(/The name "ann" is taken\n/);
  await client.type("bob\n/users\n");
  await client.output.waitFor(/2 users: ann, bob\n/);
  assert.doesNotMatch(client.output.text, /assword/);
});

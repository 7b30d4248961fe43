import assert from "node:assert/strict";
import { ClientProcess } from "../support/client_process.ts";
import { closedPort, refusal } from "../support/connection_refused.ts";
import { LineClient } from "../support/line_client.ts";
import { line, logIn, shown } from "../support/messenger_peer.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

/** The ways to write a server's address. */
const ADDRESSES: Readonly<Record<string, (port: number) => string[]>> = {
  "HOST:PORT": (port) => [`127.0.0.1:${port}`],
  "HOST PORT": (port) => ["127.0.0.1", `${port}`],
  "a name": (port) => [`localhost:${port}`],
  "HOST -p PORT": (port) => ["127.0.0.1", "-p", `${port}`],
  "-a HOST -p PORT": (port) => ["-a", "127.0.0.1", "-p", `${port}`],
};

for (const [form, words] of Object.entries(ADDRESSES)) {
  Deno.test(`client connects to a server written as ${form}`, async () => {
    await using server = await ServerProcess.start();
    await using client = new ClientProcess(...words(server.port), "-u", "ann");
    await client.output.waitFor(/^Welcome to Parley, ann\n\/help lists the commands\n> $/);
    await client.type("/quit\n");
    assert.equal(await client.exitCode, 0);
  });
}

Deno.test("client takes an IPv6 address in brackets", async () => {
  const port = closedPort();
  await using client = new ClientProcess(`[::1]:${port}`, "-u", "ann");
  assert.equal(await client.exitCode, 1);
  assert(client.errors.text.startsWith(`Cannot connect to [::1]:${port}: `), client.errors.text);
});

Deno.test("client without arguments asks for name, address and port on a pipe", async () => {
  await using server = await ServerProcess.start();
  await using client = new ClientProcess();
  await client.type(`ann\n\n${server.port}\n`);
  await client.output.waitFor(/> $/);
  await client.endInput();
  assert.equal(await client.exitCode, 0);
  assert.equal(
    client.output.text.replace(/\r +\r/g, ""),
    "Username: Server address [127.0.0.1]: Server port [55555]: Welcome to Parley, ann\n" +
      "/help lists the commands\n> ",
  );
});

Deno.test("client with only a name asks for the address on a pipe", async () => {
  await using client = new ClientProcess("-u", "ann");
  await client.output.waitFor(/^Server address \[127\.0\.0\.1\]: $/);
  await client.endInput();
  assert.equal(await client.exitCode, 0);
});

Deno.test("client appends a transcript to a file that only the user can read", async () => {
  using folder = new TemporaryFolder();
  const path = folder.file("chat.log");
  await using server = await ServerProcess.start();
  await using bob = await logIn(server.port, "bob", "#tea");
  for (const text of ["first", "second"]) {
    await using client = new ClientProcess(
      ...[`127.0.0.1:${server.port}`, "-u", "ann", "--log", path],
    );
    await client.type(`/join tea\n${text}\n/msg bob psst\n`);
    await bob.hear(3);
    await bob.say(line("message", { destination: "ann", body: "one\n\x1b[2Jtwo" }));
    await client.output.waitFor(/two\n/);
    await client.type("/quit\n");
    assert.equal(await client.exitCode, 0);
    await bob.hear(1);
  }
  const session = (text: string) => [
    "Welcome to Parley, ann",
    "/help lists the commands",
    "You are in #tea now",
    `[ann] ${text}`,
    "[ann to bob] psst",
    "[bob to you] one",
    "[bob to you] ␛[2Jtwo",
  ];
  const rows = (await Deno.readTextFile(path)).trimEnd().split("\n");
  for (const row of rows) assert.match(row, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /);
  const texts = rows.map((row) => row.slice("2026-01-01 00:00:00 ".length));
  assert.deepEqual(texts, [...session("first"), ...session("second")]);
  if (Deno.build.os !== "windows") assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
});

Deno.test("client says that it cannot write its transcript, before it asks anything", async () => {
  using folder = new TemporaryFolder();
  await using client = new ClientProcess("--log", folder.path);
  assert.equal(await client.exitCode, 1);
  assert.match(client.errors.text, /^Cannot write the log "[^"]+": [^\n]+\n$/);
});

Deno.test("client sends lines without waiting for answers, and /quit waits until all are delivered", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  await using client = new ClientProcess(`127.0.0.1:${port}`, "-u", "ann");
  const conn = await listener.accept();
  const server = new LineClient(conn);
  const answer = (action: string, rest = {}) =>
    server.say(line(action, { source: "server", destination: "ann", ...rest }));
  await server.hear(1);
  await answer("welcome");
  await server.hear(2);
  await answer("users");
  await answer("channels");
  await client.type("/join tea\n1\n2\n/who\n3\n/quit\n");
  await server.hear(1);
  await answer("joined", { source: "ann", destination: "#tea" });
  // All lines behind the channel arrive although none was answered.
  const actions = (await server.hear(5)).map((text) => JSON.parse(text).action);
  assert.deepEqual(actions, ["message", "message", "users", "message", "logout"]);
  await answer("delivered");
  await answer("error", { body: "two is no text" });
  await answer("users", { body: ["ann"] });
  await answer("delivered");
  await answer("goodbye");
  await server[Symbol.asyncDispose]();
  assert.equal(await client.exitCode, 0);
  assert.match(shown(client.output.text), /\ntwo is no text\n1 user: ann\n$/);
});

Deno.test("client ends without asking for another name when the server is full", async () => {
  await using server = await ServerProcess.start("--max-clients", "1");
  await using _ = await logIn(server.port, "bob");
  await using client = new ClientProcess(`127.0.0.1:${server.port}`, "-u", "ann");
  assert.equal(await client.exitCode, 1);
  assert.equal(client.output.text, "");
  assert.equal(client.errors.text, "Cannot log in: the server is full. Try again later.\n");
});

Deno.test("client says why it cannot connect, with exit code 1", async () => {
  const port = closedPort();
  await using client = new ClientProcess(`127.0.0.1:${port}`, "-u", "ann");
  assert.equal(await client.exitCode, 1);
  assert.equal(client.errors.text, `${refusal(port)}\n`);
});

/** Wrong command lines, each with its error. */
const MISTAKES: readonly (readonly [words: readonly string[], error: string])[] = [
  [["localhost:0"], 'Cannot use "0" for the port: expected a whole number from 1 to 65535'],
  [["a", "b", "c", "d"], 'Cannot use "a b c d": expected HOST, HOST PORT or NAME HOST PORT'],
  [
    ["Panda", "localhost"],
    'Cannot use "Panda localhost": expected HOST, HOST PORT or NAME HOST PORT',
  ],
  [["messanger"], 'Unknown host or subcommand "messanger". Did you mean client.ts messenger?'],
  [["localhost", "-a", "::1"], 'Cannot use --address with "localhost"'],
  [["localhost:1", "-p", "2"], 'Cannot use --port with "localhost:1"'],
  [["--json"], "Cannot use --json without a subcommand: it is for find, doctor, listen"],
  [["find", "localhost", "1"], 'To chat as "find", write client.ts channel find localhost 1'],
  [["channel", "localhost", "1"], "write client.ts channel channel localhost 1"],
  [["direct", "localhost", "1"], "write client.ts channel direct localhost 1"],
];

for (const [words, error] of MISTAKES) {
  Deno.test(`client explains a wrong command line in a few lines: ${words.join(" ")}`, async () => {
    await using client = new ClientProcess(...words);
    assert.equal(await client.exitCode, 2);
    assert.equal(client.output.text, "");
    const { text } = client.errors;
    assert(text.includes(error), text);
    assert(text.includes("\nUsage: client.ts ") && text.trimEnd().split("\n").length <= 4, text);
  });
}

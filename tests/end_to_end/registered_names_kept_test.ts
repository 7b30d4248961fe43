/**
 * Registered names and what belongs to them, over a server that is killed and started again.
 *
 * @module
 */
import assert from "node:assert/strict";
import { LineClient } from "../support/line_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const PASSWORD = "tea-for-two";

/** Sends requests of one user, and returns the bodies of the answers behind the login's. */
async function ask(
  port: number,
  [name, password = ""]: readonly [name: string, password?: string],
  ...requests: string[]
): Promise<unknown[]> {
  const login = line("login", { source: name, body: password });
  await using client = await LineClient.connect(port, login + requests.join("") + line("logout"));
  const lines = (await client.rest()).trimEnd().split("\n").map((text) => JSON.parse(text));
  return lines.slice(1, -1).map(({ action, body }) => [action, body]);
}

/** Starts a server with a store, and kills it at the end as the system would. */
async function withServer<T>(file: string, use: (port: number) => Promise<T>): Promise<T> {
  await using server = await ServerProcess.start("--store", file);
  const result = await use(server.port);
  Deno.kill(server.pid, "SIGKILL");
  return result;
}

Deno.test("a name, its block list and what waits for it outlive a kill -9", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using folder = new TemporaryFolder();
  const file = `${folder.path}/chat.db`;
  await withServer(file, async (port) => {
    const register = line("command", { body: `/register ${PASSWORD}` });
    const answers = await ask(port, ["ann"], register, line("blocks", { body: ["eve"] }));
    assert.deepEqual(answers[1], ["blocks", ["eve"]]);
    const sent = await ask(port, ["bob"], line("message", { destination: "ann", body: "hi" }));
    assert.deepEqual(sent.at(-1), ["delivered", ""]);
  });
  await withServer(file, async (port) => {
    await using eve = await LineClient.connect(port, line("login", { source: "ann" }));
    assert.match((await eve.hear(1))[0]!, /is registered: its password is needed/);
    // The message comes with the login, and again until somebody has had the time to read it.
    await using ann = await LineClient.connect(
      port,
      line("login", { source: "ann", body: PASSWORD }) + line("blocks"),
    );
    const [, message, blocks] = (await ann.hear(3)).map((text) => JSON.parse(text));
    assert.match(message.body, /^\((.* )?\d\d:\d\d\) hi$/);
    assert.deepEqual([message.source, blocks.body], ["bob", ["eve"]]);
    await ann.conn.closeWrite();
    await ann.rest();
    assert.deepEqual(await ask(port, ["ann", PASSWORD]), []);
    await ask(port, ["ann", PASSWORD], line("command", { body: `/unregister ${PASSWORD}` }));
  });
  await withServer(file, async (port) => {
    await using ann = await logIn(port, "ann");
    await ann.say(line("command", { body: `/register ${PASSWORD}` }));
    assert.match((await ann.hear(1))[0]!, /ann is yours now/);
  });
  const bytes = new TextDecoder("latin1").decode(await Deno.readFile(file));
  assert(!bytes.includes(PASSWORD), "the password is in the file");
});

Deno.test("twenty owners are back after a kill -9", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using folder = new TemporaryFolder();
  const file = `${folder.path}/chat.db`;
  const names = Array.from({ length: 20 }, (_, index) => `pupil${index}`);
  const register = line("command", { body: `/register ${PASSWORD}` });
  await withServer(file, (port) => Promise.all(names.map((name) => ask(port, [name], register))));
  await withServer(file, async (port) => {
    await using clients = new AsyncDisposableStack();
    await Promise.all(names.map(async (source) => {
      const login = line("login", { source, body: PASSWORD });
      const client = clients.use(await LineClient.connect(port, login));
      assert.match((await client.hear(1))[0]!, /"welcome"/);
    }));
  });
});

import assert from "node:assert/strict";
import { CrdsProcess, refusedByCrds } from "../support/crds_process.ts";
import { LineClient } from "../support/line_client.ts";
import { programCommand } from "../support/programs.ts";
import { WITH_SIGNALS } from "../support/with_signals.ts";

/** Sends a request whose reply is one line, and returns that line. */
async function ask(client: LineClient, request: string): Promise<string> {
  await client.say(`${request}\n`);
  const [line] = await client.hear(1);
  return line!;
}

Deno.test("crds answers requests as documented, and logs connections", async () => {
  await using server = await CrdsProcess.start();
  const client = await LineClient.connect(server.port);
  const { port } = client.conn.localAddr;
  await client.say("getdir\nmakeroom lobby 239.0.0.1 5000\ngetdir\n");
  assert.deepEqual(await client.hear(4), [
    "OK 0",
    "OK lobby 239.0.0.1 5000",
    "ROOM lobby 239.0.0.1 5000",
    "OK 1",
  ]);
  assert.match(await ask(client, "makeroom tea"), /^OK tea 239\.19[2-5]\.\d+\.\d+ 29[2-7]\d\d$/);
  assert.match(await ask(client, "makeroom lobby"), /^ERROR name-taken [A-Z].*[^.]$/);
  assert.equal(await ask(client, "deleteroom lobby"), "OK lobby");
  assert.match(await ask(client, "hello"), /^ERROR bad-request [A-Z].*[^.]$/);
  await client.say("bye\n");
  assert.equal(await client.rest(), "OK\n");
  // The server logs this although the client has not closed its side yet.
  await server.output.waitFor(/closed/);
  assert.equal(
    server.output.text,
    `Chat Room Directory Server listening on port ${server.port}...\n` +
      `127.0.0.1:${port} connected\n127.0.0.1:${port} closed: bye\n`,
  );
  await client[Symbol.asyncDispose]();
  assert.equal(server.log.text, "");
});

Deno.test("crds logs clients that disconnect without bye, and serves the others", async () => {
  await using server = await CrdsProcess.start();
  await using stays = await LineClient.connect(server.port, "getdir\n");
  await stays.hear(1);

  const ends = await LineClient.connect(
    server.port,
    "makeroom lobby 239.0.0.1 5000\nmakeroom half",
  );
  await ends.conn.closeWrite();
  assert.equal(await ends.rest(), "OK lobby 239.0.0.1 5000\n");
  await server.output.waitFor(RegExp(`:${ends.conn.localAddr.port} closed: disconnected\n`));
  await ends[Symbol.asyncDispose]();

  const resets = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const { port } = resets.localAddr;
  await resets.write(new TextEncoder().encode("getdir\n"));
  await server.output.waitFor(RegExp(`:${port} connected\n`));
  // Closing with an unread reply resets the connection, if the reply has arrived yet.
  resets.close();
  await server.output.waitFor(RegExp(`:${port} closed: (connection reset|disconnected)\n`));

  await stays.say("getdir\n");
  assert.deepEqual(await stays.hear(2), ["ROOM lobby 239.0.0.1 5000", "OK 1"]);
});

Deno.test("crds answers requests that are split at any byte", async () => {
  await using server = await CrdsProcess.start("--quiet");
  await using other = await LineClient.connect(server.port);
  const bytes = new TextEncoder().encode(
    "makeroom 日本語 239.0.0.1 5000\r\ngetdir\ndeleteroom 日本語\nbye\n",
  );
  for (let offset = 1; offset < bytes.length; offset++) {
    await using client = await LineClient.connect(server.port);
    await client.write(bytes.subarray(0, offset));
    // Once this is answered, the server has had time to read the first part.
    await ask(other, "deleteroom nowhere");
    await client.write(bytes.subarray(offset));
    assert.equal(
      await client.rest(),
      "OK 日本語 239.0.0.1 5000\nROOM 日本語 239.0.0.1 5000\nOK 1\nOK 日本語\nOK\n",
      `split at ${offset}`,
    );
  }
});

Deno.test("only one of many clients can make a room with a given name", async () => {
  await using server = await CrdsProcess.start("--quiet");
  await using rest = new AsyncDisposableStack();
  const clients: LineClient[] = [];
  for (let count = 0; count < 20; count++) {
    clients.push(rest.use(await LineClient.connect(server.port)));
  }
  const replies = await Promise.all(clients.map((client, index) => {
    return ask(client, index % 2 ? "makeroom lobby" : `makeroom lobby 239.0.0.${index} 5000`);
  }));
  assert.equal(replies.filter((reply) => reply.startsWith("OK lobby ")).length, 1);
  assert.equal(replies.filter((reply) => reply.startsWith("ERROR name-taken ")).length, 19);
});

Deno.test("thousands of requests sent at once are answered in order", async () => {
  await using server = await CrdsProcess.start("--quiet", "--max-rooms", "5000");
  const names = Array.from({ length: 5000 }, (_, index) => `room${index}`);
  await using client = await LineClient.connect(server.port);
  await client.say(names.map((name) => `makeroom ${name}\n`).join(""));
  const made = (await client.hear(5000)).map((line) => line.replace(/^OK /, ""));
  assert.deepEqual(made.map((room) => room.split(" ")[0]), names);
  assert.equal(new Set(made.map((room) => room.replace(/^\S+ /, ""))).size, 5000);
  await client.say("getdir\n");
  assert.deepEqual(await client.hear(5001), [...made.map((room) => `ROOM ${room}`), "OK 5000"]);
});

Deno.test("crds --quiet does not log connections", async () => {
  await using server = await CrdsProcess.start("--quiet");
  await using client = await LineClient.connect(server.port, "bye\n");
  await client.rest();
  await server.stop();
  const line = `Chat Room Directory Server listening on port ${server.port}...\n`;
  assert.equal(server.output.text, line);
});

Deno.test(
  "on a signal, crds sends its replies, closes all connections and exits with 0",
  WITH_SIGNALS,
  async () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      await using server = await CrdsProcess.start("--max-rooms", "5000");
      await using client = await LineClient.connect(server.port);
      const requests = Array.from({ length: 2000 }, (_, index) => `makeroom room${index}\n`);
      await client.say(requests.join(""));
      await client.hear(2000);
      await client.say("getdir\n".repeat(20));
      await client.hear(1);
      const stopped = server.stop(signal);
      assert.match(await client.rest(), /OK 2000\n$/);
      assert.equal(await stopped, 0);
      assert.match(server.output.text, / closed: server stopped\n$/);
    }
  },
);

Deno.test("crds stops although a client neither reads nor closes its connection", async () => {
  await using server = await CrdsProcess.start();
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await conn.write(new TextEncoder().encode("makeroom lobby\n"));
  await server.output.waitFor(/connected/);
  assert.equal(await server.stop(), 0);
  conn.close();
});

Deno.test(
  "crds serves clients and stops although nobody reads its output",
  WITH_SIGNALS,
  async () => {
    const [program, ...args] = programCommand("crds");
    const process = new Deno.Command(program!, {
      args: [...args, "-a", "127.0.0.1", "-p", "0"],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = process.stdout.getReader();
    const { value } = await reader.read();
    const port = Number(/port (\d+)\.\.\.\n$/.exec(new TextDecoder().decode(value))![1]);
    // Each client adds about 60 bytes to the log, together more than a pipe holds.
    for (let batch = 0; batch < 20; batch++) {
      const clients = Array.from({ length: 100 }, async () => {
        await using client = await LineClient.connect(port, "bye\n");
        assert.equal(await client.rest(), "OK\n");
      });
      await Promise.all(clients);
    }
    await using client = await LineClient.connect(port, "getdir\n");
    assert.deepEqual(await client.hear(1), ["OK 0"]);
    process.kill("SIGTERM");
    assert.equal((await process.status).code, 0);
    await reader.cancel();
  },
);

Deno.test("crds refuses a used port and invalid arguments with one line", async () => {
  await using server = await CrdsProcess.start();
  assert.deepEqual(await refusedByCrds(String(server.port)), {
    code: 1,
    error: `Cannot listen on 127.0.0.1:${server.port}: address already in use. ` +
      `Is another server running on port ${server.port}?\n`,
  });
  const wrong = [["70000"], ["abc"], ["-p", "1", "2"], ["--what"], ["--max-rooms", "0"]];
  for (const args of wrong) {
    const { code, error } = await refusedByCrds(...args);
    assert.equal(code, 2, error);
    assert.match(error, /^[A-Z].*[^.]\. See --help\.\nUsage: /);
  }
});

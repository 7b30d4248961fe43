import assert from "node:assert/strict";
import { ClientProcess } from "../support/client_process.ts";
import { closedPort } from "../support/connection_refused.ts";
import { frame, FrameClient, frames, readExactly } from "../support/frame_client.ts";
import { ServerProcess } from "../support/server_process.ts";

const WIPE = "\r    \r";

/** Runs a foreign server for one client. */
async function withOneClient(
  args: (port: string) => string[],
  serve: (conn: Deno.TcpConn, client: ClientProcess) => Promise<void>,
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await using client = new ClientProcess(...args(String(listener.addr.port)));
  using conn = await listener.accept();
  await serve(conn, client);
}

const panda = (port: string) => ["Panda", "127.0.0.1", port];

Deno.test("channel client reproduces the contract's session byte for byte", async () => {
  await using server = await ServerProcess.start();
  await using client = new ClientProcess("Panda", "localhost", String(server.port));
  await client.output.waitFor(/^\[Me\] $/);
  await client.type("Hello world!\n");
  // The reply comes from the server, the next prompt from the input: either may be first.
  await client.output.waitFor(/messages\.\n\[Me\] (\[Me\] )?$/);
  await client.type("/list\n/create 168_tas\n/list\n");
  await client.output.waitFor(/168_tas\n(\[Me\] )+$/);
  await client.type("Hello world!\n");
  // With the eighth prompt the message has been sent: Alice joins too late to get it.
  await client.output.waitUntil((text) => text.split("[Me] ").length === 9, "8 prompts");
  await using alice = await FrameClient.connect(server.port, "Alice", "/join 168_tas");
  assert.deepEqual(await alice.hear(0), []);
  await client.output.waitFor(/Alice has joined\n/);
  await alice.say("Hi everyone! Does anyone know what we're doing on the first day of lecture?");
  await client.output.waitFor(/lecture\?\n\[Me\] $/);
  await client.type("bye");
  await client.endInput();
  assert.equal(await client.exitCode, 0);
  assert.deepEqual(await alice.hear(2), ["[Panda] bye", "Panda has left"]);
  assert(client.output.text.startsWith("[Me] "));
  assert.equal(
    client.output.text.replaceAll("[Me] ", ""),
    [
      `${WIPE}Not currently in any channel. Must join a channel before sending messages.\n`,
      `${WIPE}168_tas\n`,
      `${WIPE}Alice has joined\n`,
      `${WIPE}[Alice] Hi everyone! Does anyone know what we're doing on the first day of lecture?\n`,
    ].join(""),
  );
  // One at the start, one for each of six lines, and one for each of four messages.
  assert.equal(client.output.text.split("[Me] ").length - 1, 11);
  assert.equal(client.errors.text, "");
});

Deno.test("channel client sends its name and each line as a frame without the newline", async () => {
  await withOneClient(panda, async (conn, client) => {
    assert.deepEqual(await readExactly(conn, 200), frame("Panda"));
    await client.output.waitFor(/^\[Me\] $/);
    await client.type("hel");
    await client.type("lo\r\n\n  spaces  \n");
    assert.deepEqual(await readExactly(conn, 600), frames("hello", "", "  spaces"));
    await client.output.waitFor(/^(\[Me\] ){4}$/);
  });
});

Deno.test("channel client cuts a long line so that each piece fits a frame with its name", async () => {
  await withOneClient(panda, async (conn, client) => {
    await readExactly(conn, 200);
    // The server may make "Panda" to "Panda_12".
    const [room, privateRoom] = [
      200 - "[Panda_99] ".length - 1,
      200 - "[Panda_99 to you] ".length - 1,
    ];
    await client.type(`${"x".repeat(room)}/${"y".repeat(20)}\n`);
    assert.deepEqual(
      await readExactly(conn, 400),
      frames("x".repeat(room - 1), `x/${"y".repeat(20)}`),
    );
    await client.type(`${"words ".repeat(50)}\n`);
    assert.deepEqual(
      await readExactly(conn, 400),
      frames("words ".repeat(31).trimEnd(), ` ${"words ".repeat(19)}`),
    );
    await client.type(`/msg bob ${"z".repeat(250)}\n`);
    assert.deepEqual(
      await readExactly(conn, 400),
      frames(`/msg bob ${"z".repeat(privateRoom)}`, `/msg bob ${"z".repeat(250 - privateRoom)}`),
    );
    await client.type(`${"fits".repeat(50)}\n`);
    assert.deepEqual(await readExactly(conn, 200), frames("fits".repeat(50)));
  });
});

Deno.test("channel client prints a frame once all of its 200 bytes have arrived", async () => {
  await withOneClient(panda, async (conn, client) => {
    await client.output.waitFor(/^\[Me\] $/);
    const bytes = frames("[Bob] hi", "[Bob] there");
    await conn.write(bytes.subarray(0, 399));
    await client.output.waitFor(/hi\n\[Me\] $/);
    assert.equal(client.output.text, `[Me] ${WIPE}[Bob] hi\n[Me] `);
    await conn.write(bytes.subarray(399));
    await client.output.waitFor(/there\n\[Me\] $/);
    assert.equal(client.output.text, `[Me] ${WIPE}[Bob] hi\n[Me] ${WIPE}[Bob] there\n[Me] `);
  });
});

Deno.test("channel client makes control characters from other users visible", async () => {
  await withOneClient(panda, async (conn, client) => {
    await client.output.waitFor(/^\[Me\] $/);
    await conn.write(frames("[Bob] \x1b[2J\x07\r gone?"));
    await client.output.waitFor(/gone\?\n\[Me\] $/);
    assert.equal(client.output.text, `[Me] ${WIPE}[Bob] ␛[2J␇␍ gone?\n[Me] `);
  });
});

Deno.test("channel client removes what a server writes to wipe the prompt", async () => {
  await withOneClient(panda, async (conn, client) => {
    await client.output.waitFor(/^\[Me\] $/);
    await conn.write(frames("\r    \r[Bob] hi", "\r\rtea", "a\r  \rb"));
    await client.output.waitFor(/b\n\[Me\] $/);
    const lines = ["[Bob] hi", "tea", "a␍  ␍b"].map((line) => `${WIPE}${line}\n[Me] `);
    assert.equal(client.output.text, `[Me] ${lines.join("")}`);
  });
});

Deno.test("channel client says that the server has disconnected, with the host as typed", async () => {
  await withOneClient((port) => ["Panda", "localhost", port], async (conn, client) => {
    const { port } = conn.localAddr;
    await readExactly(conn, 200);
    await client.output.waitFor(/^\[Me\] $/);
    await conn.write(frame("half").subarray(0, 50));
    await conn.closeWrite();
    assert.equal(await client.exitCode, 1);
    assert.equal(
      client.output.text,
      `[Me] ${WIPE}Server at localhost:${port} has disconnected\n`,
    );
  });
});

Deno.test("channel client says that it cannot connect", async () => {
  const port = closedPort();
  await using client = new ClientProcess("Panda", "127.0.0.1", String(port));
  assert.equal(await client.exitCode, 1);
  assert.equal(client.output.text, `Unable to connect to 127.0.0.1:${port}\n`);
  assert.equal(client.errors.text, "");
});

Deno.test("channel client sends all of a long input before it ends", async () => {
  await using server = await ServerProcess.start();
  await using alice = await FrameClient.creator(server.port, "Alice", "tea");
  await using client = new ClientProcess("channel", "Panda", "127.0.0.1", String(server.port));
  const texts = Array.from({ length: 5000 }, (_, index) => `line ${index}`);
  await client.type(`/join tea\n${texts.join("\n")}`);
  await client.endInput();
  assert.equal(await client.exitCode, 0);
  assert.deepEqual(await alice.hear(5002), [
    "Panda has joined",
    ...texts.map((text) => `[Panda] ${text}`),
    "Panda has left",
  ]);
});

Deno.test("channel client shows the replies to its last lines", async () => {
  await using server = await ServerProcess.start();
  await using client = new ClientProcess("Panda", "127.0.0.1", String(server.port));
  await client.type("/create tea\n/list");
  await client.endInput();
  assert.equal(await client.exitCode, 0);
  assert.match(client.output.text, /\r {4}\rtea\n/);
});

Deno.test("client explains a wrong command line on standard error with exit code 2", async () => {
  for (
    const args of [["Panda", "localhost"], ["a", "b", "1", "c"], ["a", "b", "x"]]
  ) {
    await using client = new ClientProcess(...args);
    assert.equal(await client.exitCode, 2);
    assert.equal(client.output.text, "");
    assert.notEqual(client.errors.text, "");
  }
});

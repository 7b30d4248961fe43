import assert from "node:assert/strict";
import { ServerGone } from "../../lib/clients/shared/line_link.ts";
import { MessengerLink } from "../../lib/clients/messenger/messenger_link.ts";
import { formatMessage, type Message } from "../../lib/framing/messages.ts";

/** A link, what it told, and the server's side of it. */
async function withLink(
  body: (link: MessengerLink, server: Deno.TcpConn, told: string[]) => Promise<void>,
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const told: string[] = [];
  const [link, server] = await Promise.all([
    MessengerLink.connect({ host: "127.0.0.1", port: listener.addr.port }, {
      onEvent: ({ action, source }) => told.push(`${action} of ${source}`),
      ready: () => Promise.resolve(),
    }),
    listener.accept(),
  ]);
  await body(link, server, told);
  server.close();
  await assert.rejects(link.gone, ServerGone);
}

function line(message: Partial<Message>): string {
  const whole = { action: "", source: "server", destination: "ann", body: "", ...message };
  return `${formatMessage(whole)}\n`;
}

function say(server: Deno.Conn, ...messages: Partial<Message>[]): Promise<number> {
  return server.write(new TextEncoder().encode(messages.map(line).join("")));
}

Deno.test("MessengerLink gives each request its answer, whatever comes in between", async () => {
  await withLink(async (link, server, told) => {
    await Promise.all([
      link.ask({ action: "login", source: "ann" }, ({ action }) => told.push(action)),
      say(server, { action: "welcome" }, { action: "broadcast", source: "bob", destination: "*" }),
    ]);
    assert.equal(link.name, "ann");
    const answers = [
      link.ask({ action: "join", destination: "#tea" }, ({ action }) => told.push(action)),
      link.ask({ action: "users" }),
    ];
    await say(
      server,
      { action: "joined", source: "bob", destination: "#tea" },
      { action: "joined", source: "ann", destination: "#tea" },
      { action: "message", source: "ann" },
      { action: "error", body: "no" },
      { action: "goodbye" },
    );
    assert.deepEqual((await Promise.all(answers)).map(({ action }) => action), ["joined", "error"]);
    assert.deepEqual(told, [
      "welcome",
      "broadcast of bob",
      "joined of bob",
      "joined",
      "message of ann",
      "goodbye of server",
    ]);
  });
});

Deno.test("MessengerLink sends messages of four components in the order in which they were asked", async () => {
  await withLink(async (link, server) => {
    const body = "x".repeat(1_000_000);
    const answers = [
      link.ask({ action: "broadcast", destination: "*", body }),
      link.ask({ action: "users" }),
    ];
    const expected = line({ action: "broadcast", source: "", destination: "*", body }) +
      line({ action: "users", source: "", destination: "server" });
    let text = "";
    const buffer = new Uint8Array(100_000);
    while (text.length < expected.length) {
      text += new TextDecoder().decode(buffer.subarray(0, (await server.read(buffer))!));
    }
    assert(text === expected);
    await say(server, { action: "delivered" }, { action: "users", body: [] });
    await Promise.all(answers);
  });
});

Deno.test("MessengerLink rejects what will not be answered", async () => {
  await withLink(async (link, server) => {
    const answer = assert.rejects(link.ask({ action: "users" }), /has closed the connection$/);
    await server.closeWrite();
    await answer;
    await assert.rejects(link.ask({ action: "users" }), ServerGone);
  });
});

Deno.test("MessengerLink notices that a server speaks another dialect", async () => {
  await withLink(async (link, server) => {
    const answer = assert.rejects(link.ask({ action: "users" }), /does not speak this dialect$/);
    await server.write(new TextEncoder().encode("BAD-RQST-HDR\n"));
    await answer;
    await assert.rejects(link.gone, /does not speak this dialect$/);
  });
});

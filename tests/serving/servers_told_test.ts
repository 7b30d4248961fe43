import assert from "node:assert/strict";
import { EXTENDED } from "../../lib/dialects/messenger/texts.ts";
import { serversLines } from "../../lib/dialects/server_texts.ts";
import { FRAME_SIZE } from "../../lib/framing/fixed_frames.ts";
import { ServerList } from "../../lib/serving/server_list.ts";
import { FrameClient, frames } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { ListedServers } from "../support/listed_servers.ts";
import { line } from "../support/messenger_peer.ts";
import { connectTo } from "../support/raw_client.ts";
import { LoopbackChat } from "./loopback_chat.ts";

function extended(port: number, name: string): Promise<LineClient> {
  return LineClient.connect(
    port,
    line("login", { source: name, body: ["", `secret of ${name}`, EXTENDED] }),
  );
}

/** Returns the body of the next line, which has to tell of the servers. */
async function servers(client: LineClient): Promise<readonly string[]> {
  const [text] = await client.hear(1);
  const { action, source, destination, body } = JSON.parse(text!);
  assert.deepEqual([action, source, destination], ["servers", "server", "ann"]);
  return body;
}

Deno.test("a client with extended messages learns of the servers at its login and of changes", async () => {
  await using chats = new ListedServers({ count: 3 });
  const [first, second, third] = chats.addresses as [string, string, string];
  await using ann = await extended(chats.port(1), "ann");
  assert.match((await ann.hear(1))[0]!, /"action":"welcome"/);
  assert.deepEqual(await servers(ann), [second, first, third]);
  chats.list([first, second]);
  assert.deepEqual(await servers(ann), [second, first]);
  await ann.say(line("logout"));
  assert.match((await ann.hear(1))[0]!, /"action":"goodbye"/);
  chats.list([second]);
  assert.equal(await ann.rest(), "");
});

Deno.test("a server that is alone tells nothing of servers", async () => {
  await using chat = new LoopbackChat();
  await using empty = new LoopbackChat({ servers: new ServerList() });
  for (const { port } of [chat, empty]) {
    await using ann = await extended(port, "ann");
    await ann.say(line("ping"));
    const actions = (await ann.hear(2)).map((text) => JSON.parse(text).action);
    assert.deepEqual(actions, ["welcome", "pong"]);
  }
});

/** What users of the other forms and dialects send. */
const OTHERS: Readonly<Record<string, string | Uint8Array>> = {
  "messenger": line("login", { source: "ann" }) + line("users"),
  "messenger with a token": line("login", { source: "ann", body: ["", "secret"] }) + line("ping"),
  "channel": frames("ann", "/create tea", "/who"),
  "direct": "HELLO-FROM ann\nWHO\n",
  "irc": "NICK ann\r\nUSER ann 0 * :ann\r\nPING x\r\n",
};

/** Sends bytes, and returns everything that the server answers until it closes. */
async function exchange(port: number, input: string | Uint8Array): Promise<string> {
  using conn = await connectTo(port);
  await conn.write(typeof input === "string" ? new TextEncoder().encode(input) : input);
  await conn.closeWrite();
  return (await new Response(conn.readable).text()).replace(/\d\d:\d\d:\d\d/g, "TIME")
    // Users of IRC read how many servers there are.
    .replace(/\d+ servers\r\n/g, "servers\r\n");
}

for (const [name, input] of Object.entries(OTHERS)) {
  Deno.test(`a user of ${name} reads no byte more in a cluster`, async () => {
    await using single = new LoopbackChat();
    await using chats = new ListedServers();
    const answer = await exchange(chats.port(0), input);
    assert.match(answer, /ann/);
    assert.equal(answer, await exchange(single.port, input));
  });
}

Deno.test("/servers lists the servers in every dialect that has commands", async () => {
  await using chats = new ListedServers({ count: 2 });
  const lines = serversLines(chats.addresses);
  assert.deepEqual(lines.slice(1, -1), chats.addresses);
  await using ann = await LineClient.connect(chats.port(0), line("login", { source: "ann" }));
  await ann.say(line("command", { body: "/servers" }));
  const [, answer] = await ann.hear(2);
  assert.deepEqual(JSON.parse(answer!).body, lines);
  await using bob = await FrameClient.connect(chats.port(0), "bob", "/servers");
  const size = Math.ceil(lines.join("\n").length / FRAME_SIZE);
  assert.equal((await bob.hear(size)).join(""), lines.join("\n"));
  await using single = new LoopbackChat();
  await using eve = await FrameClient.connect(single.port, "eve", "/servers");
  assert.deepEqual(await eve.hear(1), ["This is the only server"]);
});

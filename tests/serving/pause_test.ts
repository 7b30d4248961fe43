import assert from "node:assert/strict";
import { LineClient } from "../support/line_client.ts";
import { LoopbackChat } from "./loopback_chat.ts";

Deno.test("a server that is about to stop accepts nobody, and keeps the clients that it has", async () => {
  await using chat = new LoopbackChat();
  await using client = await LineClient.connect(chat.port, "HELLO-FROM ann\n");
  assert.deepEqual(await client.hear(1), ["HELLO ann"]);
  const { hub, server } = chat.server;
  assert(!server.isStopping);
  chat.server.pause();
  assert(server.isStopping, "load balancers are told");
  // A connection that was on its way is reset.
  await assert.rejects(LineClient.connect(chat.port), /connection (refused|reset)/i);
  const [ann] = hub.users.values();
  hub.tell(ann!, "soon");
  assert.match((await client.hear(1))[0]!, /soon/);
});

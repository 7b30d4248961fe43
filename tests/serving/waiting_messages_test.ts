/**
 * Messages that wait for registered names, between every two dialects, over sockets.
 *
 * @module
 */
import assert from "node:assert/strict";
import { localTime } from "../../lib/framing/local_time.ts";
import { LineClient } from "../support/line_client.ts";
import { line } from "../support/messenger_peer.ts";
import { type DialectOfUsers, DIALECTS, hears, isIn } from "./dialect_users.ts";
import { PASSWORD, startRegistered } from "./registered_chat.ts";

const NOTICE = "bob is not here: your message waits for up to 30 days";

for (const one of DIALECTS) {
  for (const other of DIALECTS) {
    Deno.test(`a message of a ${one.name} user waits for a ${other.name} user`, () =>
      check(one, other));
  }
}

async function check(one: DialectOfUsers, other: DialectOfUsers): Promise<void> {
  await using scene = await startRegistered({ names: ["bob"] });
  await using ann = await one.connect(scene.port, "ann");
  await hears(ann, ...one.welcome("ann"));
  const sentAt = Date.now();
  for (const text of ["one", "two"]) {
    await ann.tell("bob", text);
    await hears(ann, one.message("server", "ann", NOTICE), ...one.sent("bob"));
  }
  // A minute may have ended meanwhile.
  const times = new Set([sentAt, Date.now()].map((time) => localTime(time, Date.now())));
  await using bob = await other.connect(scene.port, "bob", PASSWORD);
  await hears(bob, ...other.owner("bob"));
  const heard = await bob.hear(2);
  assert(
    [...times].some((time) =>
      other.message("ann", "bob", `(${time}) one`) === heard[0] &&
      heard[1] === other.message("ann", "bob", `(${time}) two`)
    ),
    heard.join("\n"),
  );
  await hears(ann, one.message("server", "ann", "bob has got your 2 messages"));
  await bob.leave();
  await using again = await other.connect(scene.port, "bob", PASSWORD);
  await hears(again, ...other.owner("bob"));
  await isIn(again, other, "bob");
}

Deno.test("a client that has asked for times gets the text as it was sent, and the time beside it", async () => {
  await using scene = await startRegistered({ names: ["bob"] });
  await using ann = await LineClient.connect(
    scene.port,
    line("login", { source: "ann" }) + line("message", { destination: "bob", body: "hi" }),
  );
  await ann.hear(3);
  const [kept] = scene.table.of("bob", 0);
  const body = [PASSWORD, "", "extended"];
  await using bob = await LineClient.connect(scene.port, line("login", { source: "bob", body }));
  const [, message] = await bob.hear(2);
  const [text, id, time] = JSON.parse(message!).body;
  assert.deepEqual([text, time], ["hi", new Date(kept!.time).toISOString()]);
  assert.match(id, /^\d+$/);
});

Deno.test("messages that a lost connection has not taken come again", async () => {
  await using scene = await startRegistered({ names: ["bob"], maxWaitingBytes: 2 ** 25 });
  // More than the buffers of a socket hold.
  const store = scene.table;
  for (let count = 0; count < 400; count++) {
    store.add("bob", { sender: "ann", time: Date.now(), text: "x".repeat(60_000) });
  }
  const bob = await Deno.connect({ hostname: "127.0.0.1", port: scene.port });
  await bob.write(new TextEncoder().encode(`HELLO-FROM bob ${PASSWORD}\n`));
  await bob.read(new Uint8Array(10));
  bob.close();
  await scene.chat.status("left");
  assert.equal(store.count("bob"), 400);
  await using again = await LineClient.connect(scene.port, `HELLO-FROM bob ${PASSWORD}\n`);
  await again.hear(401);
  await again.conn.closeWrite();
  await again.rest();
  assert.equal(store.count("bob"), 0);
});

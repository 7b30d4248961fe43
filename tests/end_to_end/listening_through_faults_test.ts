import assert from "node:assert/strict";
import type { ClientProcess } from "../support/client_process.ts";
import { heardBy, listen, post } from "../support/listeners.ts";
import { logIn } from "../support/messenger_peer.ts";
import { Relay } from "../support/relay.ts";
import { ServerProcess } from "../support/server_process.ts";

Deno.test("listen starts with earlier messages, and tells them from new ones", async () => {
  await using server = await ServerProcess.start();
  await using _ = await logIn(server.port, "ann", "#tea");
  await post(server.port, "one", "two", "three\nlines");
  await using last = listen(server.port, "last", "--json", "--history", "2");
  await last.output.waitFor(/lines/);
  await using all = listen(server.port, "all", "--since", "2020-01-01");
  await all.output.waitFor(/lines/);
  await post(server.port, "four");
  await Promise.all([last, all].map(({ output }) => output.waitFor(/four/)));
  const objects = last.output.text.trim().split("\n").map((text) => JSON.parse(text))
    .filter(({ action }) => action === "past" || action === "message");
  assert.deepEqual(objects.map(({ action, body }) => `${action} ${body}`), [
    "past two",
    "past three\nlines",
    "message four",
  ]);
  for (const { id, time } of objects) {
    assert.match(id, /^\d{16}$/);
    assert(Math.abs(Date.parse(time) - Date.now()) < 600_000, time);
  }
  assert.match(
    all.output.text,
    /^(\d\d:\d\d) \[poster\d\] one\n\1 .* two\n\1 .* three\n\1 .* lines\n(.*joined.*\n)*\[poster\d\] four\n/,
  );
});

Deno.test("a listener starts with more messages than an answer holds, each once", async () => {
  await using server = await ServerProcess.start("--history", "5000");
  await using _ = await logIn(server.port, "ann", "#tea");
  const texts = Array.from({ length: 2500 }, (_, index) => `cup ${index}`);
  await post(server.port, ...texts);
  await using some = listen(server.port, "some", "--history", "2300");
  await using all = listen(server.port, "all", "--since", "2020-01-01");
  await Promise.all([some, all].map(({ output }) => output.waitFor(/cup 2499\n/)));
  const heard = (client: ClientProcess) => client.output.text.match(/cup \d+/g);
  assert.deepEqual(heard(all), texts);
  assert.deepEqual(heard(some), texts.slice(-2300));
});

Deno.test("listeners whose connections are cut at any moment have each message once and in order", async () => {
  await using server = await ServerProcess.start();
  await using ann = await logIn(server.port, "ann", "#tea");
  const relays = Array.from({ length: 4 }, () => new Relay(server.port));
  const listeners = relays.map(({ port }, index) => listen(port, `ear${index}`));
  try {
    await ann.hear(listeners.length);
    await post(server.port, "start");
    await Promise.all(listeners.map(({ output }) => output.waitFor(/start\n/)));
    const said = ["start"];
    for (let round = 0; round < 60; round++) {
      const texts = ["ok", `text ${round}`];
      if (round % 10 === 5) relays[(round / 10 | 0) % relays.length]!.loseClients();
      await post(server.port, ...texts);
      said.push(...texts);
    }
    await post(server.port, "end");
    await Promise.all(listeners.map(({ output }) => output.waitFor(/end\n/)));
    for (const listener of listeners) assert.deepEqual(heardBy(listener), [...said, "end"]);
  } finally {
    for (const relay of relays) relay[Symbol.dispose]();
    for (const listener of listeners) await listener[Symbol.asyncDispose]();
  }
});

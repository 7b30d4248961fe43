import assert from "node:assert/strict";
import { messengerDialect } from "../../lib/dialects/messenger/messenger.ts";
import { LineClient } from "../support/line_client.ts";
import { line } from "../support/messenger_peer.ts";
import { PASSWORD, startRegistered } from "./registered_chat.ts";

Deno.test("the server keeps the block list of a registered name, and of no other", async () => {
  await using scene = await startRegistered({
    names: ["ann"],
    dialect: messengerDialect({ maxLine: 100_000 }),
  });
  const ask = async (name: string, password: string, body: string | string[]) => {
    const text = line("login", { source: name, body: password }) + line("blocks", { body });
    await using client = await LineClient.connect(scene.port, text);
    const [, answer] = await client.hear(2);
    const { action, body: names } = JSON.parse(answer!);
    return [action, names];
  };
  assert.deepEqual(await ask("ann", PASSWORD, ""), ["blocks", []]);
  assert.deepEqual(await ask("ann", PASSWORD, ["eve", "bob"]), ["blocks", ["eve", "bob"]]);
  assert.deepEqual(await ask("ann", PASSWORD, ""), ["blocks", ["eve", "bob"]]);
  assert.deepEqual(await ask("ann", PASSWORD, ["bob"]), ["blocks", ["bob"]]);
  assert.deepEqual(await ask("ann", PASSWORD, Array(501).fill("x")), [
    "error",
    "A block list has at most 500 names",
  ]);
  const tooLong = ["error", "The names on the block list are too long"];
  assert.deepEqual(await ask("ann", PASSWORD, Array(40).fill("x".repeat(1000))), tooLong);
  const bad = ["error", "A name on the block list is none that somebody can have"];
  for (const name of ["", "e\0ve", "eve\n"]) {
    assert.deepEqual(await ask("ann", PASSWORD, ["bob", name]), bad, name);
  }
  assert.deepEqual(await ask("ann", PASSWORD, ""), ["blocks", ["bob"]]);
  assert.deepEqual(await ask("ann", PASSWORD, []), ["blocks", []]);
  const refused = [
    "error",
    "The server keeps block lists of registered names only: /register PASSWORD",
  ];
  assert.deepEqual(await ask("bob", "", ""), refused);
  assert.deepEqual(
    await ask("bob", "", ["eve"]),
    refused,
  );
});

import assert from "node:assert/strict";
import { LineClient } from "../support/line_client.ts";
import { line } from "../support/messenger_peer.ts";
import { PASSWORD, startRegistered } from "./registered_chat.ts";

const SERVER_PASSWORD = "open sesame";
const MISSING = "This server asks for a password";
const WRONG = "The password is wrong";
const REGISTERED = 'The name "ann" is registered: its password is needed';

/** By what a client sends: the answer, and the names for which a password was hashed. */
const LOGINS: Record<string, [name: string, password: string, answer: string, hashed: string[]]> = {
  "a registered name without a password": ["ann", "", MISSING, []],
  "a registered name with the server's": ["ann", SERVER_PASSWORD, REGISTERED, ["ann"]],
  "a registered name with its own": ["ann", PASSWORD, "Welcome to Parley, ann", []],
  "a registered name with another": ["ann", "guess", WRONG, ["ann"]],
  "another name without a password": ["bob", "", MISSING, []],
  "another name with the server's": ["bob", SERVER_PASSWORD, "Welcome to Parley, bob", []],
  "another name with ann's": ["bob", PASSWORD, WRONG, ["(bob)"]],
  // As much work as for a registered name: the time does not tell which names are registered.
  "another name with another": ["bob", "guess", WRONG, ["(bob)"]],
  "an invalid name with another": ["b!b", "guess", WRONG, ["(b_b)"]],
};

for (const [what, [source, body, answer, hashed]] of Object.entries(LOGINS)) {
  Deno.test(`where everybody needs a password, ${what} gets: ${answer}`, async () => {
    await using scene = await startRegistered({ names: ["ann"], serverPassword: SERVER_PASSWORD });
    await using client = await LineClient.connect(scene.port, line("login", { source, body }));
    const [reply] = await client.hear(1);
    assert.equal(JSON.parse(reply!).body, answer);
    assert.deepEqual(scene.hasher.compared, hashed);
  });
}

Deno.test("a password behind a colon is one only where the name needs it", async () => {
  await using scene = await startRegistered({ names: ["ann"] });
  for (
    const [login, answer] of [
      [`ann:${PASSWORD}`, "HELLO ann"],
      ["bob:1", "HELLO bob:1"],
      ["ann:wrong", "BAD-RQST-BODY"],
      ["bob 1", "BAD-RQST-BODY"],
    ] as const
  ) {
    await using client = await LineClient.connect(scene.port, `HELLO-FROM ${login}\n`);
    assert.deepEqual(await client.hear(1), [answer]);
  }
});

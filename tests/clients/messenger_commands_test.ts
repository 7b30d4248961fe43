import assert from "node:assert/strict";
import { BlockList } from "../../lib/clients/shared/block_list.ts";
import { Conversation } from "../../lib/clients/messenger/conversation.ts";
import {
  MESSENGER_COMMANDS,
  messengerCandidates,
} from "../../lib/clients/messenger/messenger_commands.ts";
import type { MessengerConnection } from "../../lib/clients/messenger/messenger_connection.ts";
import type { Console } from "../../lib/terminal/console.ts";

/** Returns Ann's conversation, in which she has seen some users and channels. */
async function conversation(): Promise<Conversation> {
  const blocks = await BlockList.open({ onProblem: assert.fail });
  const terminal = { print: () => {} } as unknown as Console;
  const it = new Conversation(terminal, { name: "ann" } as MessengerConnection, blocks);
  it.onEvent({ action: "message", source: "bob", destination: "#tea", body: "hi" });
  it.onEvent({ action: "broadcast", source: "Boris", destination: "*", body: "hi" });
  it.onEvent({ action: "joined", source: "carl", destination: "#toast", body: "" });
  it.onEvent({ action: "message", source: "ann", destination: "ann", body: "note" });
  await blocks.block("Zoe");
  return it;
}

Deno.test("messengerCandidates completes a first word with a slash to commands", async () => {
  const it = await conversation();
  assert.deepEqual(messengerCandidates(it, "/"), MESSENGER_COMMANDS.map(({ name }) => name));
  assert.deepEqual(messengerCandidates(it, "/b"), ["/broadcast", "/block", "/blocked"]);
  assert.deepEqual(messengerCandidates(it, "/x"), []);
});

Deno.test("messengerCandidates completes a user argument to the other users", async () => {
  const it = await conversation();
  assert.deepEqual(messengerCandidates(it, "/msg "), ["Boris", "bob", "carl"]);
  assert.deepEqual(messengerCandidates(it, "/msg bo"), ["Boris", "bob"]);
  assert.deepEqual(messengerCandidates(it, "/block  BOB"), ["bob"]);
  assert.deepEqual(messengerCandidates(it, "/unblock "), ["Zoe"]);
});

Deno.test("messengerCandidates completes the argument of /join to channels, with or without #", async () => {
  const it = await conversation();
  assert.deepEqual(messengerCandidates(it, "/join "), ["#tea", "#toast"]);
  assert.deepEqual(messengerCandidates(it, "/join #te"), ["#tea"]);
  assert.deepEqual(messengerCandidates(it, "/join to"), ["#toast"]);
});

Deno.test("messengerCandidates completes names and commands anywhere in a line", async () => {
  const it = await conversation();
  for (const before of ["b", "hi b", "/msg bob b", "/broadcast b", "/users b", "/x b"]) {
    assert.deepEqual(messengerCandidates(it, before), ["Boris", "bob"], before);
  }
  assert.deepEqual(messengerCandidates(it, "let us meet in #te"), ["#tea"]);
  assert.deepEqual(messengerCandidates(it, "type /he"), ["/help"]);
  for (const before of ["", "hi ", "hi x", "/x "]) {
    assert.deepEqual(messengerCandidates(it, before), [], before);
  }
});

import assert from "node:assert/strict";
import { BlockList } from "../../lib/clients/shared/block_list.ts";
import { Display } from "../../lib/clients/messenger/display.ts";
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
  const display = new Display({
    ...{ terminal, bell: "mine", transcript: undefined },
    isInteractive: false,
  });
  const connection = { name: "ann" } as MessengerConnection;
  const it = new Conversation({ connection, display, blocks });
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
  assert.deepEqual(messengerCandidates(it, "/b"), [
    "/broadcast",
    "/block",
    "/blocked",
    "/ban",
    "/bans",
  ]);
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

Deno.test("messengerCandidates completes the names of users and channels anywhere in a text", async () => {
  const it = await conversation();
  assert.deepEqual(messengerCandidates(it, "hi bo"), ["Boris", "bob"]);
  assert.deepEqual(messengerCandidates(it, "/msg bob ask car"), ["carl"]);
  assert.deepEqual(messengerCandidates(it, "/me waves to BOB"), ["bob"]);
  assert.deepEqual(messengerCandidates(it, "come to #to"), ["#toast"]);
  assert.deepEqual(messengerCandidates(it, "hi @car"), ["@carl"]);
  assert.deepEqual(messengerCandidates(it, "//x bo"), ["Boris", "bob"]);
  assert.deepEqual(messengerCandidates(it, "type /he"), ["/help"]);
});

Deno.test("messengerCandidates addresses a text to the user whose name is its first word", async () => {
  const it = await conversation();
  assert.deepEqual(messengerCandidates(it, "car"), ["carl:"]);
  assert.deepEqual(messengerCandidates(it, "bo"), ["Boris:", "bob:"]);
  assert.deepEqual(messengerCandidates(it, "@car"), ["@carl:"]);
});

Deno.test("messengerCandidates completes nothing behind a blank, and no unknown names", async () => {
  const it = await conversation();
  for (const before of ["", "hi ", "x", "hi x", " /xy", "/msg bob ", "/x ", "#x"]) {
    assert.deepEqual(messengerCandidates(it, before), [], before);
  }
});

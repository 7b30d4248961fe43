import assert from "node:assert/strict";
import { line } from "../support/messenger_peer.ts";
import { ModeratedChat } from "./moderated_chat.ts";

Deno.test("users chat on, and commands say why they fail, where the store cannot be read", async () => {
  await using it = new ModeratedChat();
  await using ann = await it.messenger("ann", "#tea");
  for (const table of ["accounts", "audit", "channels"]) {
    it.store.database.exec(`PRAGMA foreign_keys = OFF; DROP TABLE ${table}`);
  }
  const because = "Cannot read the store in memory: no such table";
  const asked = [
    [line("command", { body: "/bans" }), "error", because],
    [line("command", { body: "/topic Lab 3" }), "error", because],
    [line("create", { destination: "#new" }), "joined", ""],
    [line("message", { destination: "#new", body: "hi" }), "delivered", ""],
  ] as const;
  for (const [request, action, body] of asked) {
    await ann.say(request);
    const [answer = ""] = await ann.hear(1);
    assert.deepEqual([JSON.parse(answer).action, JSON.parse(answer).body], [action, body], request);
  }
  for (const command of ["/log", "/operators", "/who", "/mute bob", "/operator bob"]) {
    assert.deepEqual(await it.operate(command), [`refused: ${because}`], command);
  }
  assert.deepEqual(it.chat.users, ["ann"]);
});

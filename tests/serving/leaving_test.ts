import assert from "node:assert/strict";
import { Chat, type Member, read } from "./fan_out_chat.ts";

Deno.test("a member who leaves, or whose channel is closed, in the turn of a message still reads it", async () => {
  const chat = new Chat();
  const { hub } = chat;
  const [ann, bob, eve] = ["ann", "bob", "eve"].map((name) => chat.login(name)) as [
    Member,
    Member,
    Member,
  ];
  const tea = chat.channel("tea");
  for (const { user } of [ann, bob, eve]) hub.join(user, tea);
  await Promise.resolve();
  for (const member of [ann, bob, eve]) {
    read(member);
    member.flushes = 0;
  }
  hub.say(ann.user, tea, "hi");
  hub.leave(bob.user, tea);
  hub.close(tea, "closed");
  await Promise.resolve();
  assert.deepEqual(read(bob), ["ann in tea: hi"]);
  assert.deepEqual(read(eve), ["ann in tea: hi", "bob left tea", "server closes tea: closed"]);
  assert(bob.flushes > 0 && eve.flushes > 0 && ann.flushes > 0);
  assert.deepEqual([hub.channelNames, ann.user.channels, tea.members.size], [[], [], 0]);
});

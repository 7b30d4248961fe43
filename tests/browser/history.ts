import assert from "node:assert/strict";
import { HAS_CHROMIUM } from "../support/has_chromium.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { Relay } from "../support/relay.ts";
import { ServerProcess } from "../support/server_process.ts";
import { ChatPage } from "./chat_page.ts";
import { Chromium } from "./chromium.ts";

const options = { ignore: !HAS_CHROMIUM };

Deno.test(
  "a page shows what was said before, page by page, and finds words in it",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using chromium = await Chromium.start();
    await using ben = await logIn(server.port, "ben", "#tea");
    for (let number = 1; number <= 120; number++) {
      await ben.say(line("message", { destination: "#tea", body: `message ${number}.` }));
    }
    await ben.hear(120);
    const ann = await ChatPage.logIn(chromium, server.port, "ann");
    await ann.choose("tea");
    await ann.hears("message 120.");
    assert.equal((await ann.messages())[0], "message 71.");
    await ann.click("Show earlier messages");
    await ann.hears("message 21.");
    await ann.click("Show earlier messages");
    await ann.hears("message 1.");
    assert.equal((await ann.messages()).length, 120);
    assert.equal(await ann.text("#earlier"), "");
    await ann.say("/search 119");
    await ann.hears("1 message found");
  },
);

Deno.test("a page that comes back shows exactly what it missed", options, async () => {
  await using server = await ServerProcess.start();
  using relay = new Relay(server.port);
  await using chromium = await Chromium.start();
  await using ben = await logIn(server.port, "ben", "#tea");
  const say = (body: string) => ben.say(line("message", { destination: "#tea", body }));
  const ann = await ChatPage.logIn(chromium, relay.port, "ann");
  await ann.choose("tea");
  await say("before");
  await ann.hears("before");
  relay.isDown = true;
  relay.loseClients();
  await ann.shows("#banner", "Reconnecting");
  await say("missed 1");
  await say("missed 2, ann");
  await ann.say("typed meanwhile");
  relay.isDown = false;
  await ann.comesBack();
  await ann.hears("typed meanwhile");
  await say("after");
  await ann.hears("after");
  const said = (await ann.messages()).filter((text) => !/ (joined|left)$/.test(text));
  assert.deepEqual(said, ["before", "missed 1", "missed 2, ann", "typed meanwhile", "after"]);
});

import assert from "node:assert/strict";
import { HAS_CHROMIUM } from "../support/has_chromium.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { ServerProcess } from "../support/server_process.ts";
import { runStoreCommand } from "../support/store_command.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { ChatPage } from "./chat_page.ts";
import { Chromium } from "./chromium.ts";

const options = { ignore: !HAS_CHROMIUM };

Deno.test(
  "a page shows what an operator does, and stays away once its user is put out",
  options,
  async () => {
    using folder = new TemporaryFolder();
    const store = folder.file("chat.db");
    await using chromium = await Chromium.start();
    await using server = await ServerProcess.start("--store", store);
    const { port } = server;
    await using ben = await logIn(port, "ben");
    const order = (command: string) => ben.say(line("command", { body: command }));
    await order("/register hunter22");
    await ben.hear(1);
    assert.equal((await runStoreCommand("operators", "add", store, "ben")).error, "");
    const ann = await ChatPage.logIn(chromium, port, "ann");
    await ann.enter("tea");
    await ben.say(line("join", { destination: "#tea" }));
    await ann.hears("ben joined");
    await order("/topic <b>Lab</b> 3: https://example.org/");
    await ann.shows("#topic", "<b>Lab</b> 3: https://example.org/");
    await order("/announce Lunch at noon");
    await ann.hears("Lunch at noon");
    await order("/mute ann 1h");
    await ann.hears("muted");
    await ann.say("can you hear me?");
    await ann.hears("Not sent: You are muted");
    await order("/unmute ann");
    await order("/kick ann being rude");
    await ann.shows("#banner", "Disconnected: kicked by an operator: being rude");
    assert.doesNotMatch(await ann.text("#banner"), /Reconnecting/);
    await ann.click("Connect again");
    await ann.shows("#members", "ann");
    await ann.say("sorry");
    await ann.hears("sorry");
    await order("/ban ann 1h my password is not a toy");
    await ann.shows("#banner", "Disconnected: banned by an operator");
    await ann.click("Connect again");
    await ann.shows("#banner", 'The name "ann" is banned until');
    assert.doesNotMatch(await ann.text("#banner"), /Reconnecting/);
    assert.deepEqual(ann.errors, []);
  },
);

Deno.test(
  "messages that waited for the owner of a name come with the time and from their senders",
  options,
  async () => {
    using folder = new TemporaryFolder();
    await using chromium = await Chromium.start();
    await using server = await ServerProcess.start("--store", folder.file("chat.db"));
    const { port } = server;
    {
      await using ann = await logIn(port, "ann");
      await ann.say(line("command", { body: "/register hunter22" }));
      await ann.hear(1);
      await ann.say(line("blocks", { body: ["eve"] }));
      await ann.hear(1);
      await ann.say(line("logout"));
      await ann.rest();
    }
    for (const name of ["ben", "eve"]) {
      await using sender = await logIn(port, name);
      await sender.say(line("message", { destination: "ann", body: `a message of ${name}` }));
      await sender.hear(2);
    }
    const page = new ChatPage(await chromium.open(`http://127.0.0.1:${port}/`));
    await page.type("#name", "ann\n");
    await page.shows("#login-problem", "is registered");
    await page.type("#password", "hunter22\n");
    await page.shows("#others", "ben\n1");
    assert.doesNotMatch(await page.text("#others"), /eve/);
    await page.click("ben");
    await page.hears("a message of ben");
    assert.match(await page.text("#messages time"), /^\d\d:\d\d$/);
  },
);

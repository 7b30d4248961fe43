import assert from "node:assert/strict";
import { HAS_CHROMIUM } from "../support/has_chromium.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { ServerProcess } from "../support/server_process.ts";
import { runStoreCommand } from "../support/store_command.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { ChatPage } from "./chat_page.ts";
import { Chromium } from "./chromium.ts";

/** The window of the page, for the functions that run there. */
// deno-lint-ignore no-explicit-any -- the types of browsers would hold for every program
declare const window: any;
// deno-lint-ignore no-explicit-any -- see above
declare const document: any;

const options = { ignore: !HAS_CHROMIUM };

/** Returns all that the page keeps and shows, once it has kept what outlives it. */
async function keptBy(page: ChatPage): Promise<string> {
  return await page.page.evaluate(() => {
    window.dispatchEvent(new window.Event("pagehide"));
    const kept = [window.localStorage, window.sessionStorage].map((it) => JSON.stringify(it));
    const fields = [...document.querySelectorAll("input, textarea")].map(({ value }) => value);
    return [...kept, ...fields, document.body.innerText].join("\n");
  });
}

Deno.test(
  "a page registers a name, keeps its password nowhere, and comes back with it",
  options,
  async () => {
    using folder = new TemporaryFolder();
    const store = ["--store", folder.file("chat.db")];
    await using chromium = await Chromium.start();
    await using first = await ServerProcess.startReplaceable(...store);
    const { port } = first;
    const ann = await ChatPage.logIn(chromium, port, "ann");
    await ann.enter("tea");
    await ann.say("/block eve");
    await ann.hears("eve is blocked");
    await ann.say(" /register s3cret-word");
    await ann.hears("Not sent: a command starts without spaces in front");
    for (let count = 0; count < 22; count++) await ann.press("Backspace");
    await ann.type("#text", "/register s3cret-word");
    assert.doesNotMatch(
      await keptBy(ann).then((all) => all.replace(/^\/register.*$/m, "")),
      /s3cret/,
    );
    await ann.press("Enter");
    await ann.hears("is yours now");
    await ann.page.keyboard.down("Control");
    await ann.press("z", "z");
    await ann.page.keyboard.up("Control");
    await ann.press("ArrowUp");
    assert.doesNotMatch(await keptBy(ann), /s3cret/);
    await first.stop("SIGKILL");
    await ann.shows("#banner", "Reconnecting");
    await using second = await ServerProcess.start("-p", `${port}`, ...store);
    await ann.comesBack();
    // The list of a registered name follows it to another browser.
    const again = new ChatPage(await chromium.open(`http://127.0.0.1:${port}/`));
    await again.type("#name", "ann\n");
    await again.shows("#login-problem", 'The name "ann" is registered: its password is needed');
    await again.type("#password", "wrong\n");
    await again.shows("#login-problem", "The password is wrong");
    await again.type("#password", "s3cret-word\n");
    await again.shows("#own-name", "ann");
    assert.doesNotMatch(await keptBy(again), /s3cret/);
    await ann.shows("#banner", "Disconnected: you have logged in elsewhere");
    assert.doesNotMatch(await ann.text("#banner"), /Reconnecting/);
    await again.enter("tea");
    await again.say("/blocked");
    await again.hears("eve: 0 messages hidden");
    await using eve = await logIn(port, "eve");
    await eve.say(line("join", { destination: "#tea" }));
    await eve.say(line("message", { destination: "#tea", body: "can you read this?" }));
    await eve.hearUntil('"delivered"');
    // The answer comes behind the message.
    await again.say("/who");
    await again.hears("2 users");
    await again.say("/unblock eve");
    await again.hears("eve is no longer blocked");
    await eve.say(line("message", { destination: "#tea", body: "and this?" }));
    await again.hears("and this?");
    assert(!(await again.messages()).includes("can you read this?"));
    await second.stop();
  },
);

Deno.test("a page leaves a channel that an operator closes, and says why", options, async () => {
  using folder = new TemporaryFolder();
  const store = folder.file("chat.db");
  await using chromium = await Chromium.start();
  await using server = await ServerProcess.start("--store", store);
  await using ben = await logIn(server.port, "ben");
  await ben.say(line("command", { body: "/register hunter22" }));
  await ben.hear(1);
  const { error } = await runStoreCommand("operators", "add", store, "ben");
  assert.equal(error, "");
  const ann = await ChatPage.logIn(chromium, server.port, "ann");
  await ann.enter("tea");
  await ben.say(line("command", { body: "/close #tea" }));
  await ann.hears("An operator has closed this channel");
  await ann.shows("#action", "Join");
  // Its requests still get their own answers.
  await ann.say("/who");
  await ann.hears("2 users: ben, ann");
  assert.deepEqual(ann.errors, []);
});

import assert from "node:assert/strict";
import { HAS_CHROMIUM } from "../support/has_chromium.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { Relay } from "../support/relay.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { ChatPage } from "./chat_page.ts";
import { Chromium } from "./chromium.ts";

/** The document of the page, for the functions that run there. */
// deno-lint-ignore no-explicit-any -- the types of browsers would hold for every program
declare const document: any;

const options = { ignore: !HAS_CHROMIUM };

Deno.test("a page comes back by itself after the server was killed", options, async () => {
  await using chromium = await Chromium.start();
  await using first = await ServerProcess.startReplaceable();
  const { port } = first;
  const ann = await ChatPage.logIn(chromium, port, "ann");
  await ann.enter("tea");
  await ann.say("before");
  await ann.hears("before");
  await first.stop("SIGKILL");
  await ann.shows("#banner", "Reconnecting");
  await ann.say("typed meanwhile");
  await ann.shows("#pending", "Waits for the connection");
  await ann.type("#text", "half a li");
  await using second = await ServerProcess.start("-p", `${port}`);
  await using ben = await logIn(port, "ben");
  await ann.comesBack();
  await ann.hears("typed meanwhile");
  await ann.type("#text", "ne\n");
  await ann.hears("half a line");
  assert.equal(await ann.text("#banner"), "");
  assert.deepEqual((await ann.messages()).filter((text) => !/joined/.test(text)), [
    "before",
    "typed meanwhile",
    "half a line",
  ]);
  await ben.say(line("join", { destination: "#tea" }));
  await ben.hear(1);
  await ann.hears("ben joined");
  await second.stop("SIGKILL");
  await ann.shows("#banner", "Reconnecting");
  await ann.say("typed before the page is loaded again");
  await ann.shows("#pending", "Waits for the connection");
  await using third = await ServerProcess.start("-p", `${port}`);
  await ann.page.reload();
  await ann.hears("typed before the page is loaded again");
  await third.stop();
});

Deno.test(
  "a page takes its name back from a lost connection, and from itself",
  options,
  async () => {
    await using chromium = await Chromium.start();
    await using server = await ServerProcess.start();
    using relay = new Relay(server.port);
    // The server knows the relay's port by the address that the browser asks for.
    const ann = await ChatPage.logIn(chromium, relay.port, "ann");
    await ann.enter("tea");
    await ann.say("first");
    await ann.hears("first");
    await ann.type("#text", "a draft");
    relay.isDown = true;
    relay.loseClients();
    await ann.shows("#banner", "Reconnecting");
    relay.isDown = false;
    await ann.comesBack();
    await ann.page.reload();
    await ann.shows("#title", "#tea");
    await ann.hears("first");
    await ann.press("End");
    await ann.waitUntil(
      "the draft is kept",
      () => document.querySelector("#text")?.value === "a draft",
    );
    await ann.shows("#members", "ann");
    assert.equal(await ann.text("#own-name"), "ann");
  },
);

Deno.test(
  "a page that comes back shows each private message and broadcast once",
  options,
  async () => {
    await using chromium = await Chromium.start();
    await using server = await ServerProcess.start();
    using relay = new Relay(server.port);
    const ann = await ChatPage.logIn(chromium, relay.port, "ann");
    await ann.enter("tea");
    await using ben = await logIn(server.port, "ben");
    const speak = async (text: string) => {
      await ben.say(line("message", { destination: "ann", body: text }));
      await ben.say(line("broadcast", { body: `${text} to all` }));
      await ben.hear(3);
    };
    await speak("one");
    await ann.hears("one to all");
    relay.isDown = true;
    relay.loseClients();
    // The server takes the connection for alive.
    await speak("two");
    await ann.shows("#banner", "Reconnecting");
    relay.isDown = false;
    await ann.comesBack();
    await ann.hears("two to all");
    await speak("three");
    await ann.hears("three to all");
    const spoken = async () =>
      (await ann.messages()).filter((text) => /^(one|two|three)/.test(text));
    assert.deepEqual(await spoken(), ["one to all", "two to all", "three to all"]);
    await ann.click("ben");
    await ann.hears("three");
    assert.deepEqual(await spoken(), ["one", "two", "three"]);
    // A page that is loaded again has the same session.
    await ann.page.reload();
    await ann.hears("three");
    await speak("three and a half");
    await ann.hears("three and a half");
    assert.deepEqual(await spoken(), ["one", "two", "three", "three and a half"]);
  },
);

Deno.test("the page asks for the password of a server", options, async () => {
  using folder = new TemporaryFolder();
  await Deno.writeTextFile(folder.file("password"), "t3a p0t\n", { mode: 0o600 });
  await using server = await ServerProcess.start("--password-file", folder.file("password"));
  await using chromium = await Chromium.start();
  const page = new ChatPage(await chromium.open(`http://127.0.0.1:${server.port}/`));
  await page.type("#name", "ann\n");
  await page.shows("#login-problem", "This server asks for a password");
  await page.type("#password", "teapot\n");
  await page.shows("#login-problem", "The password is wrong");
  await page.type("#password", "t3a p0t\n");
  await page.shows("#side", "ann");
});

Deno.test("a name that is taken is explained, and another one is let in", options, async () => {
  await using server = await ServerProcess.start();
  await using _ann = await logIn(server.port, "ann");
  await using chromium = await Chromium.start();
  const page = new ChatPage(await chromium.open(`http://127.0.0.1:${server.port}/`));
  await page.type("#name", "ann\n");
  await page.shows("#login-problem", 'The name "ann" is taken');
  await page.press("End");
  await page.type("#name", "ette\n");
  await page.shows("#own-name", "annette");
});

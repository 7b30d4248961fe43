import assert from "node:assert/strict";
import { HAS_CHROMIUM } from "../support/has_chromium.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { ServerProcess } from "../support/server_process.ts";
import { ChatPage } from "./chat_page.ts";
import { Chromium } from "./chromium.ts";
import type { AccessibleNode } from "./puppeteer.ts";

/** The document of the page, for the functions that run there. */
// deno-lint-ignore no-explicit-any -- the types of browsers would hold for every program
declare const document: any;

const options = { ignore: !HAS_CHROMIUM };

Deno.test(
  "a blocked user's messages are hidden, also after the page is loaded again",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using chromium = await Chromium.start();
    await using eve = await logIn(server.port, "eve", "#tea");
    await using ben = await logIn(server.port, "ben");
    await ben.say(line("join", { destination: "#tea" }));
    await ben.hear(1);
    const say = (body: string) => eve.say(line("message", { destination: "#tea", body }));
    const ann = await ChatPage.logIn(chromium, server.port, "ann");
    await ann.choose("tea");
    await say("spam before");
    await ann.hears("spam before");
    await ann.say("/block eve");
    await ann.hears("eve is blocked");
    await say("spam after");
    await eve.say(line("message", { destination: "ann", body: "spam alone" }));
    await eve.say(line("broadcast", { body: "spam for all" }));
    await ben.hearUntil("spam for all");
    await ben.say(line("message", { destination: "#tea", body: "a quiet word" }));
    await ann.hears("a quiet word");
    assert.doesNotMatch(await ann.text("#messages"), /spam/);
    assert.doesNotMatch(await ann.text("#others"), /eve/);
    await say("spam at last");
    await eve.say(line("leave", { destination: "#tea" }));
    await ann.shows("#people-button", "People (2)");
    await eve.say(line("join", { destination: "#tea" }));
    await ann.shows("#people-button", "People (3)");
    await ann.page.reload();
    await ann.shows("#title", "#tea");
    // Only a member gets the next message live, so that it counts as hidden.
    await ann.shows("#people-button", "People (3)");
    await say("spam again");
    await ben.hearUntil("spam again");
    await ben.say(line("message", { destination: "#tea", body: "another word" }));
    await ann.hears("another word");
    assert.doesNotMatch(await ann.text("#messages"), /spam again/);
    await ann.say("/blocked");
    await ann.hears("eve: 1 message hidden");
    await ann.say("/unblock eve");
    await say("ham");
    await ann.hears("ham");
  },
);

Deno.test("a user who reads elsewhere sees how many messages are new", options, async () => {
  await using server = await ServerProcess.start();
  await using chromium = await Chromium.start();
  await using ben = await logIn(server.port, "ben", "#tea");
  const say = (body: string, destination = "#tea") =>
    ben.say(line("message", { destination, body }));
  const ann = await ChatPage.logIn(chromium, server.port, "ann");
  await ann.choose("tea");
  for (let part = 1; part <= 3; part++) await say("line\n".repeat(30) + part);
  await say("the end");
  await ann.hears("the end");
  await ann.page.evaluate(() => document.querySelector("#log")!.scrollTo(0, 0));
  await ann.waitUntil(
    "the list is scrolled up",
    () => document.querySelector("#log")!.scrollTop === 0,
  );
  await say("one");
  await say("two, ann");
  await say("three");
  await ann.shows("#newer", "3 new messages ↓");
  await ann.waitUntil("the title counts", () => document.title === "(1) #tea – Parley");
  assert.equal(await ann.page.evaluate(() => document.querySelector("#log")!.scrollTop), 0);
  await ann.click("3 new messages");
  await ann.waitUntil("the title counts no more", () => document.title === "#tea – Parley");
  await say("psst", "ann");
  await ann.shows("#others", "ben\n1");
  await ann.waitUntil("the title counts", () => document.title === "(1) #tea – Parley");
  await ann.click("ben");
  await ann.hears("psst");
  await ann.waitUntil("the title counts no more", () => document.title === "ben – Parley");
  await say("meanwhile");
  await ann.shows("#channels", "#tea\n1");
});

Deno.test(
  "the page completes commands and names, and sends no misspelt command",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using chromium = await Chromium.start();
    await using ben = await logIn(server.port, "benedict", "#tea");
    const ann = await ChatPage.logIn(chromium, server.port, "ann");
    await ann.choose("tea");
    const value = () => document.querySelector("#text")!.value;
    await ann.type("#text", "/bro");
    await ann.shows("#completions", "/broadcast");
    await ann.press("Tab");
    assert.equal(await ann.page.evaluate(value), "/broadcast ");
    await ann.press("Escape");
    await ann.page.keyboard.type("hello\n");
    await ann.hears("hello");
    await ann.type("#text", "ben");
    await ann.press("Tab");
    assert.equal(await ann.page.evaluate(value), "benedict: ");
    await ann.page.keyboard.type("hi\n");
    await ben.hear(3);
    await ann.say("/lst");
    await ann.hears('Unknown command "/lst": did you mean "/list"? "/help" lists all commands');
    assert.equal(await ann.page.evaluate(value), "/lst");
    await ann.page.keyboard.down("Control");
    await ann.press("a");
    await ann.page.keyboard.up("Control");
    await ann.page.keyboard.type("//lst\n");
    await ann.hears("/lst");
    const last = (await ben.hear(1)).map((text) => JSON.parse(text).body);
    assert.deepEqual(last, ["/lst"]);
  },
);

Deno.test(
  "the page works by keyboard alone, and tells a screen reader what is what",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using chromium = await Chromium.start();
    const ann = new ChatPage(await chromium.open(`http://127.0.0.1:${server.port}/`));
    // The field for the name has the focus.
    await ann.page.keyboard.type("ann\n");
    await ann.shows("#own-name", "ann");
    const focused = () => document.activeElement?.id;
    await ann.waitUntil("the list has the focus", () => document.activeElement?.id === "side");
    for (let tabs = 0; tabs < 5 && await ann.page.evaluate(focused) !== "join-name"; tabs++) {
      await ann.press("Tab");
    }
    await ann.page.keyboard.type("tea\n");
    await ann.waitUntil("the text has the focus", () => document.activeElement?.id === "text");
    await ann.page.keyboard.type("hello\n");
    await ann.hears("hello");
    const roles = Array.from(
      flat((await ann.page.accessibility.snapshot({ interestingOnly: false }))!),
    );
    const has = (role: string, name: string) =>
      roles.some((node) => node.role === role && node.name === name);
    assert.ok(has("log", "#tea"));
    assert.ok(has("textbox", "Message #tea"));
    assert.ok(has("button", "Send"));
    assert.ok(has("list", "Channels"));
    assert.ok(has("navigation", "Conversations"));
    await ann.press("Tab");
    assert.equal(await ann.page.evaluate(() => document.activeElement?.textContent), "Send");
  },
);

function* flat(node: AccessibleNode): Generator<AccessibleNode> {
  yield node;
  for (const child of node.children ?? []) yield* flat(child);
}

Deno.test(
  "on a phone, the page shows one thing at a time and never scrolls sideways",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using chromium = await Chromium.start();
    await using eve = await logIn(server.port, `e${"v".repeat(200)}e`, `#${"tea".repeat(50)}`);
    const ann = await ChatPage.logIn(chromium, server.port, "ann", { width: 360, height: 640 });
    await ann.shows("#side", "Log out");
    await ann.choose("tea");
    const body = `${"w".repeat(3000)} https://example.org/${"x".repeat(500)}`;
    await eve.say(line("message", { destination: `#${"tea".repeat(50)}`, body }));
    await ann.hears("www");
    const width = () => document.scrollingElement!.scrollWidth;
    assert.equal(await ann.page.evaluate(width), 360);
    assert.equal(await ann.text("#side"), "");
    await ann.click("People");
    await ann.shows("#people", "In #tea");
    assert.equal(await ann.text("#talk"), "");
    assert.equal(await ann.page.evaluate(width), 360);
    await ann.click("Close");
    await ann.page.evaluate(() => document.querySelector("#back")!.click());
    await ann.shows("#side", "Log out");
    assert.equal(await ann.text("#talk"), "");
    assert.equal(await ann.page.evaluate(width), 360);
  },
);

Deno.test("without scripts, the page says what to do", options, async () => {
  await using server = await ServerProcess.start();
  await using chromium = await Chromium.start();
  const page = await chromium.open("about:blank");
  await page.setJavaScriptEnabled(false);
  await page.goto(`http://127.0.0.1:${server.port}/`);
  const shown = new ChatPage(page);
  assert.match(await shown.text("body"), /needs JavaScript.*parley-client/s);
});

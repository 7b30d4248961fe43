import assert from "node:assert/strict";
import { HAS_CHROMIUM } from "../support/has_chromium.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { ServerProcess } from "../support/server_process.ts";
import { ChatPage } from "./chat_page.ts";
import { Chromium } from "./chromium.ts";

/** The document of the page, for the functions that run there. */
// deno-lint-ignore no-explicit-any -- the types of browsers would hold for every program
declare const document: any;

const options = { ignore: !HAS_CHROMIUM };

/** How often the page has to do something else while the flood lasts, however busy the machine is. */
const MIN_TURNS = 10;

/** Texts that must not do anything in the page, and how it shows them. */
const HOSTILE: readonly (readonly [string, string])[] = [
  [
    "<img src=x onerror=\"document.title='hacked'\">",
    "<img src=x onerror=\"document.title='hacked'\">",
  ],
  ["<script>document.title='hacked'</script>", "<script>document.title='hacked'</script>"],
  ["javascript:alert(1) data:text/html,x", "javascript:alert(1) data:text/html,x"],
  ["JAVASCRIPT://x/%0aalert(1)", "JAVASCRIPT://x/%0aalert(1)"],
  ["https://example.org/\u202egpj.exe", "https://example.org/<U+202E>gpj.exe"],
  ["abc\u2067def\u2028", "abc<U+2067>def<U+2028>"],
  ["\u001b[2J\u0007", "␛[2J␇"],
  ["&lt;b&gt; &amp;", "&lt;b&gt; &amp;"],
];

Deno.test("hostile texts do nothing in the page", options, async () => {
  await using server = await ServerProcess.start();
  await using chromium = await Chromium.start();
  await using eve = await logIn(server.port, "eve<b>", "#tea");
  const ann = await ChatPage.logIn(chromium, server.port, "ann");
  await ann.choose("tea");
  for (const [body] of HOSTILE) await eve.say(line("message", { destination: "#tea", body }));
  await eve.say(line("message", { destination: "#tea", body: "the end" }));
  await ann.hears("the end");
  assert.deepEqual((await ann.messages()).slice(0, -1), HOSTILE.map(([, shown]) => shown));
  const found = await ann.page.evaluate(() => {
    const elements = document.querySelectorAll("#messages :is(img, script, b, iframe, style)");
    const links = document.querySelectorAll("#messages a");
    return [
      elements.length,
      Array.from(links, ({ href, rel }) => `${href} ${rel}`),
      document.title,
    ];
  });
  assert.deepEqual(found, [
    0,
    ["https://example.org/ noreferrer noopener"],
    "#tea – Parley",
  ]);
  assert.deepEqual(ann.errors, []);
});

Deno.test("the page of another origin gets no connection", options, async () => {
  await using server = await ServerProcess.start();
  await using chromium = await Chromium.start();
  await using other = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("<title>other</title>", { headers: { "content-type": "text/html" } }),
  );
  const page = await chromium.open(`http://127.0.0.1:${other.addr.port}/`);
  const tries = await page.evaluate(async (port: number) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/chat`);
    const opened = await new Promise((resolve) => {
      socket.onopen = () => resolve("opened");
      socket.onerror = () => resolve("refused");
    });
    const body = "HELLO-FROM evil\n";
    const posted = await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      body,
      mode: "no-cors",
    })
      .then(() => "answered", () => "failed");
    return [opened, posted];
  }, server.port);
  assert.equal(tries[0], "refused");
  const ann = await ChatPage.logIn(chromium, server.port, "ann");
  await ann.shows("#users", "ann");
  assert.equal(await ann.text("#users"), "ann");
});

/** The window of the page, with what the test notes there. */
// deno-lint-ignore no-explicit-any -- the types of browsers would hold for every program
declare const window: any;

Deno.test("a flood of 10,000 messages leaves the page responsive", options, async () => {
  await using server = await ServerProcess.start("--rate", "0");
  await using chromium = await Chromium.start();
  await using eve = await logIn(server.port, "eve", "#tea");
  const ann = await ChatPage.logIn(chromium, server.port, "ann");
  await ann.choose("tea");
  await ann.page.evaluate(() => {
    window.turns = 0;
    setInterval(() => window.turns++, 10);
    // The flood may push the row out before the test looks.
    new window.MutationObserver((changes: { addedNodes: Iterable<{ textContent: string }> }[]) => {
      for (const { addedNodes } of changes) {
        for (const row of addedNodes) window.isHeard ||= row.textContent.includes("still here");
      }
    }).observe(document.querySelector("#messages"), { childList: true });
  });
  const flood = Array.from(
    { length: 10_000 },
    (_, index) => line("message", { destination: "#tea", body: `message ${index} of the flood` }),
  );
  for (let at = 0; at < flood.length; at += 1000) {
    await eve.say(flood.slice(at, at + 1000).join(""));
  }
  // The page takes keys while messages arrive.
  await ann.say("still here");
  await ann.waitUntil("the page shows its user's own message", () => window.isHeard);
  await ann.hears("message 9999 of the flood");
  const rows = await ann.page.evaluate(() => document.querySelectorAll("#messages li").length);
  assert.ok(rows <= 1000, `${rows} rows`);
  const turns = await ann.page.evaluate(() => window.turns);
  assert.ok(turns >= MIN_TURNS, `the page did something else only ${turns} times`);
});

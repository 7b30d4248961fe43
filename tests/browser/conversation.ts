import assert from "node:assert/strict";
import { HAS_CHROMIUM } from "../support/has_chromium.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { ServerProcess } from "../support/server_process.ts";
import { ChatPage } from "./chat_page.ts";
import { Chromium } from "./chromium.ts";

/** The document of the page, for the functions that run there. */
// deno-lint-ignore no-explicit-any -- the types of browsers would hold for every program
declare const document: any;

const options = { ignore: !HAS_CHROMIUM || !HAS_PTY };

Deno.test(
  "two pages and a terminal client talk",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using chromium = await Chromium.start();
    const ann = await ChatPage.logIn(chromium, server.port, "ann");
    await ann.enter("tea");
    const ben = await ChatPage.logIn(chromium, server.port, "ben");
    await ben.choose("tea");
    const words = [
      "messenger",
      "--no-store",
      "-a",
      "127.0.0.1",
      "-p",
      `${server.port}`,
      "-u",
      "cat",
    ];
    await using cat = await Pty.start([...programCommand("client", DENY_USER_ENV), ...words]);
    const shows = (row: RegExp) => cat.waitFor((rows) => rows.some((it) => row.test(it)), `${row}`);
    await shows(/^>$/);
    cat.type("/join tea\r");
    await shows(/^#tea>$/);
    await ann.hears("ben, cat joined");
    await ann.say("Is there tea?");
    await ben.hears("Is there tea?");
    await shows(/^\[ann\] Is there tea\?$/);
    cat.type("For ann: yes\r");
    await ann.hears("For ann: yes");
    await ann.waitUntil("the mention is marked", () => document.querySelector(".for-user"));
    await ben.say("/msg cat psst");
    await shows(/^\[ben to you\] psst$/);
    cat.type("/reply what?\r");
    await ben.hears("what?");
    await ben.shows("#title", "cat");
    await ann.say("/me pours");
    await shows(/^\* ann pours$/);
    await ben.shows("#channels", "#tea\n1");
    await ann.say("/broadcast Tea for all");
    await shows(/^\[ann to all\] Tea for all$/);
    await ann.shows("#people-button", "People (3)");
    assert.equal(await ann.text("#members"), "ann\nben\ncat");
    assert.deepEqual([...ann.errors, ...ben.errors], []);
  },
);

Deno.test("a channel is one, however its name is spelled", options, async () => {
  await using server = await ServerProcess.start();
  await using ann = await logIn(server.port, "ann", "#Tea");
  await using chromium = await Chromium.start();
  const ben = await ChatPage.logIn(chromium, server.port, "ben");
  await ben.type("#join-name", "tEA\n");
  await ben.shows("#title", "#Tea");
  await ann.say(line("message", { destination: "#TEA", body: "one" }));
  await ben.hears("one");
  await ben.say("/join tea");
  await ann.say(line("message", { destination: "#tea", body: "two" }));
  await ben.hears("two");
  await ben.shows("#members", "ann\nben");
  assert.equal(await ben.text("#channels"), "#Tea");
});

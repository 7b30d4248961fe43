import assert from "node:assert/strict";
import { HAS_CHROMIUM } from "../support/has_chromium.ts";
import { ListedServers } from "../support/listed_servers.ts";
import { post } from "../support/listeners.ts";
import { logIn } from "../support/messenger_peer.ts";
import { ChatPage } from "./chat_page.ts";
import { Chromium } from "./chromium.ts";

const options = { ignore: !HAS_CHROMIUM };

Deno.test("a page takes another server, and shows what it missed", options, async () => {
  await using chromium = await Chromium.start();
  // With a third one, the page might take that before it hears of the change of the list.
  await using servers = new ListedServers({ count: 2 });
  await using _eves = await logIn(servers.port(1), "eve", "#tea");
  const ann = await ChatPage.logIn(chromium, servers.port(0), "ann");
  await ann.enter("tea");
  await ann.say("mine");
  await ann.hears("mine");
  await post(servers.port(0), "on the first one");
  await ann.hears("on the first one");
  await ann.type("#text", "half a li");
  // The server leaves the list first, as one that is about to stop.
  servers.list(servers.addresses.slice(1, 2));
  await post(servers.port(1), "on the other one");
  await servers.stop(0);
  const [from, second] = servers.addresses;
  await ann.hears(`Lost the server at ${from}: connected to ${second}`);
  await ann.hears("on the other one");
  await ann.shows("#people-button", "People (2)");
  await ann.type("#text", "ne\n");
  await ann.hears("half a line");
  assert.equal(await ann.text("#banner"), "");
  await post(servers.port(1), "live");
  await ann.hears("live");
  const texts = (await ann.messages()).filter((text) => !/joined|left|Lost/.test(text));
  assert.deepEqual(texts, ["mine", "on the first one", "on the other one", "half a line", "live"]);
  assert.deepEqual(ann.errors.filter((text) => !/WebSocket|ERR_CONNECTION_REFUSED/.test(text)), []);
});

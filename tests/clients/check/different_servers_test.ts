import assert from "node:assert/strict";
import { failuresOf, runCheck } from "./run_check.ts";
import { type ChannelManners, SmallChannelServer } from "./small_channel_server.ts";
import { type DirectManners, SmallDirectServer } from "./small_direct_server.ts";
import { retried } from "../../support/retried.ts";

/** Cases that take long with slow servers. */
const SLOW = ["fifty-clients", "client-that-never-reads", "fifty-users", "user-that-never-reads"];

const CHANNEL: Readonly<Record<string, ChannelManners>> = {
  "sends nothing that it need not send": {},
  "waits 20 ms before it answers": { delayMs: 20 },
  "writes byte by byte, pads with zero bytes and wipes prompts": {
    isBytewise: true,
    padding: 0,
    wipe: "\r    \r",
    listEnd: "\n",
  },
};

const DIRECT: Readonly<Record<string, DirectManners>> = {
  "has much room": {},
  "closes after a failed login, confirms first and has room for 16": {
    closesAfterFailure: true,
    confirmsFirst: true,
    room: 16,
  },
  "speaks the older edition of the lab": { isOldEdition: true },
  "waits 20 ms before it answers, byte by byte": { delayMs: 20, isBytewise: true },
};

for (const [name, manners] of Object.entries(CHANNEL)) {
  Deno.test(`a correct channel server that ${name} breaks no must`, async () => {
    await using server = new SmallChannelServer(undefined, manners);
    await retried(async () => {
      const results = await runCheck("channel", server.port, { without: SLOW });
      assert.deepEqual(failuresOf(results, "should"), []);
    });
  });
}

for (const [name, manners] of Object.entries(DIRECT)) {
  Deno.test(`a correct direct server that ${name} breaks no must`, async () => {
    await using server = new SmallDirectServer(undefined, manners);
    await retried(async () => {
      const without = [...SLOW, "send-a-million-characters"];
      const results = await runCheck("direct", server.port, { without });
      assert.deepEqual(failuresOf(results, "should"), []);
    });
  });
}

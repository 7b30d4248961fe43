import assert from "node:assert/strict";
import { failedNames, runCheck } from "./run_check.ts";
import { type ChannelFault, SmallChannelServer } from "./small_channel_server.ts";
import { forAll } from "./for_all.ts";
import { retried } from "../../support/retried.ts";

/** Cases that take long and tell nothing about these faults. */
const SLOW = ["fifty-clients", "client-that-never-reads", "split-at-every-offset", "ten-clients"];

/** Any case may fail: then only the one for the fault is run. */
const ALL = "all";

/** Each fault with the case that has to find it, and others that may fail. */
const FAULTS: Record<ChannelFault, [caught: string, others?: RegExp | typeof ALL]> = {
  "each read is a message": ["split-in-half", ALL],
  "one message a read": ["several-in-one-segment", ALL],
  "one buffer for all clients": ["split-of-two-clients", ALL],
  "errors without padding": ["message-outside-a-channel", ALL],
  "messages come back to the sender": ["message-not-to-sender", ALL],
  "messages go to all channels": [
    "message-not-elsewhere",
    /moved-hears|create-leaves|several-channels|failed-create|sends-no-name/,
  ],
  "the joiner is told as well": ["join-gets-no-reply", ALL],
  "nobody is told who leaves for another channel": [
    "join-leaves-the-old-channel",
    /create-leaves|return-after/,
  ],
  "a member that joins stays in its old channel": [
    "moved-hears-new-channel-only",
    /create-leaves|return-after|rejoin/,
  ],
  "nobody is told who disconnects": [
    "disconnect-told-to-members",
    /join-not-told|incomplete-message|reset-told/,
  ],
  "a failed join leaves the channel": ["failed-join-changes-nothing"],
  "a failed join creates the channel": ["failed-join-creates-nothing"],
  "a full stop too many": ["create-without-channel"],
  "creating an existing channel joins it": [
    "create-existing-channel",
    /error-to-its-cause|failed-create/,
  ],
  "the list goes to all": ["list-to-its-asker-only"],
  "the list has spaces": ["list-names-channels", /list-/],
  "unknown commands are messages": [
    "unknown-command",
    /unknown-command|longer-command|slash-alone|list-|reset-told/,
  ],
  "errors leave the slash out": [
    "unknown-command",
    /unknown-command-with|longer-command|slash-alone/,
  ],
  "errors go to the whole channel": [
    "error-to-its-cause-only",
    /failed-|unknown-command-in|list-to-its|frame-of|reset-told/,
  ],
  "long messages are cut": ["long-message", /message-fills|long-message-whole/],
  "a disconnect outside a channel is a crash": ["disconnect-outside-a-channel", ALL],
  "a client without a name blocks the others": ["client-that-sends-no-name", /split-name/],
  "an unknown command is never answered, and nothing after it": ["unknown-command", ALL],
  "a newcomer is flooded": ["join-gets-no-reply", ALL],
};

Deno.test("each fault of a small channel server fails the case for it, and no other without a reason", async () => {
  await forAll(Object.entries(FAULTS), ([fault, [caught, others]]) =>
    retried(async () => {
      await using server = new SmallChannelServer(fault as ChannelFault);
      const results = await runCheck("channel", server.port, {
        ...(others === ALL ? { only: caught } : { musts: { without: SLOW, and: caught } }),
        timeoutMs: 1500,
      });
      const failed = failedNames(results);
      assert(failed.includes(caught), `"${fault}" fails ${failed}, but not ${caught}`);
      if (others === ALL) return;
      const unexpected = failed.filter((name) => name !== caught && !others?.test(name));
      assert.deepEqual(unexpected, [], `"${fault}" fails cases for which it is no reason`);
    }));
});

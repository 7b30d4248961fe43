import assert from "node:assert/strict";
import { forAll } from "./for_all.ts";
import { failedNames, runCheck } from "./run_check.ts";
import { type DirectFault, SmallDirectServer } from "./small_direct_server.ts";
import { retried } from "../../support/retried.ts";

/** Cases that take long and tell nothing about these faults. */
const SLOW = ["fifty-users", "user-that-never-reads", "send-a-million-characters"];

const PARTS = /^(split|byte-by|several-lines|line-and|login-and|incomplete-line|client-that-stops)/;

/** Any case may fail: then only the one for the fault is run. */
const ALL = "all";

/** Each fault with the case that has to find it, and others that may fail. */
const FAULTS: Record<DirectFault, [caught: string, others?: RegExp | typeof ALL]> = {
  "each read is a line": ["split-line", ALL],
  "one line a read": ["several-lines-at-once", PARTS],
  "names may be taken": ["name-in-use", /name-in-use-keeps|another-try|name-free/],
  "names may have commas": ["name-with-comma", /refused-name/],
  "a failed login takes the name": [
    "name-in-use-keeps-owner",
    /refused-name|name-with|name-missing|another-try|list|stillServes/,
  ],
  "HELLO has no name": ["hello", ALL],
  "messages are not confirmed": ["send", ALL],
  "messages go to everybody": ["send-to-receiver-only", ALL],
  "the receiver's name is shown": ["send", ALL],
  "the list has spaces": ["list"],
  "the list leaves its reader out": ["list", /refused-name/],
  "nobody is ever logged out": [
    "user-who-has-left",
    /name-free|list-without|incomplete-line|reset|busy/,
  ],
  "empty messages are delivered": ["send-empty-message", /send-without|send-empty-to/],
  "strangers may send": ["send-before-login"],
  "unknown users get messages": [
    "unknown-user",
    /user-who|name-free|list-without|incomplete-line|reset|busy/,
  ],
  "messages end at 1024 bytes": ["send-5000-characters"],
  "a greeting comes first": ["silent-until-asked", ALL],
  "words are joined by one space": ["send-byte-for-byte"],
  "only the first word is delivered": ["send-with-spaces", ALL],
  "unknown headers are ignored": [
    "unknown-header",
    /before-login|second-hello|error-to|empty-line|longer-header|unknown-header/,
  ],
  "full is not busy": ["busy"],
};

Deno.test("each fault of a small direct server fails the case for it, and no other without a reason", async () => {
  await forAll(Object.entries(FAULTS), ([fault, [caught, others]]) =>
    retried(async () => {
      const manners = fault === "full is not busy" ? { room: 20 } : {};
      await using server = new SmallDirectServer(fault as DirectFault, manners);
      const results = await runCheck("direct", server.port, {
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

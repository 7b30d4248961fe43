import assert from "node:assert/strict";
import fc from "fast-check";
import { Chatter } from "./cluster_chatter.ts";

/** What happens, with a number that says to whom. */
const action = fc.tuple(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant("login" as const) },
    { weight: 1, arbitrary: fc.constant("logout" as const) },
    { weight: 5, arbitrary: fc.constant("join" as const) },
    { weight: 1, arbitrary: fc.constant("leave" as const) },
    { weight: 9, arbitrary: fc.constant("say" as const) },
    { weight: 3, arbitrary: fc.constant("private" as const) },
    { weight: 1, arbitrary: fc.constant("broadcast" as const) },
    { weight: 1, arbitrary: fc.constant("rename" as const) },
    { weight: 1, arbitrary: fc.constant("topic" as const) },
    { weight: 1, arbitrary: fc.constant("mode" as const) },
    { weight: 1, arbitrary: fc.constant("kick" as const) },
    { weight: 1, arbitrary: fc.constant("close" as const) },
    { weight: 2, arbitrary: fc.constant("cut" as const) },
    { weight: 3, arbitrary: fc.constant("restore" as const) },
    { weight: 1, arbitrary: fc.constant("lose leader" as const) },
    { weight: 2, arbitrary: fc.constant("find leader" as const) },
    { weight: 4, arbitrary: fc.constant("pass" as const) },
    { weight: 1, arbitrary: fc.constant("pass long" as const) },
  ),
  fc.nat(1e6),
);

Deno.test("whatever is lost meanwhile, all servers of a cluster agree in the end, and members have read everything once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { minLength: 30, maxLength: 150, size: "max" }),
      async (actions) => {
        const chatter = await Chatter.start(3);
        for (const [kind, number] of actions) await chatter.act(kind, number);
        await chatter.rest();
        assert.deepEqual(chatter.problems(), []);
      },
    ),
    { numRuns: 60 },
  );
});

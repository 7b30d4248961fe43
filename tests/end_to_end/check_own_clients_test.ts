import assert from "node:assert/strict";
import { checkCommand } from "../support/check_command.ts";
import { programCommand } from "../support/programs.ts";
import { runToEnd } from "../support/running_process.ts";
import { retried } from "../support/retried.ts";

/** The commands of Parley's own clients. */
const OWN = {
  channel: [...programCommand("client"), "channel", "{name}", "{host}", "{port}", "--no-store"],
  direct: [...programCommand("client"), "direct", "-a", "{host}", "-p", "{port}"],
} as const;

for (const [dialect, words] of Object.entries(OWN)) {
  Deno.test(`Parley's client of the ${dialect} dialect passes all cases`, async () => {
    const flags = ["--extra", "--json", "--timeout", "10"];
    await retried(async () => {
      const { code, output, error } = await runToEnd(checkCommand(dialect, flags, words));
      const { cases, summary } = JSON.parse(output);
      const failed = cases.filter(({ outcome }: { outcome: string }) => outcome === "failed");
      assert.deepEqual(failed, [], error);
      assert.equal(code, 0);
      assert(summary.must.total >= 25 && summary.should.total >= 12 && summary.extra.total >= 2);
    });
  });
}

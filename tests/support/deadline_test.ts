import assert from "node:assert/strict";
import { withDeadline } from "./deadline.ts";
import { RunningProcess } from "./running_process.ts";
import { WITH_SIGNALS } from "./with_signals.ts";

Deno.test("withDeadline returns the value of a promise that resolves in time", async () => {
  assert.equal(await withDeadline(Promise.resolve(1), () => "never"), 1);
});

Deno.test("withDeadline rejects with a description once the deadline has passed", async () => {
  const pending = new Promise<never>(() => {});
  await assert.rejects(withDeadline(pending, () => "No answer came", 10), /^Error: No answer came/);
});

Deno.test(
  "waiting for a process whose child holds its output open fails, and names both",
  WITH_SIGNALS,
  async () => {
    const script = "sleep 30 & echo $! started";
    await using process = new RunningProcess(["sh", "-c", script], { exitDeadlineMs: 500 });
    const [, sleep] = await process.output.waitFor(/^(\d+) started\n/);
    try {
      await assert.rejects(
        process.exitCode,
        /"sh -c sleep 30 .* ended with 0, but another process .* received at last "\d+ started/,
      );
    } finally {
      Deno.kill(Number(sleep), "SIGKILL");
    }
  },
);

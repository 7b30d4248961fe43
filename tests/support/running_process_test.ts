import assert from "node:assert/strict";
import { RunningProcess, runToEnd } from "./running_process.ts";
import { WITH_SIGNALS } from "./with_signals.ts";

Deno.test("runToEnd returns the exit code and both outputs of a program", async () => {
  const script = "console.log('out'); console.error('err'); Deno.exit(3)";
  const result = await runToEnd([Deno.execPath(), "eval", script]);
  assert.deepEqual(result, { code: 3, output: "out\n", error: "err\n" });
});

Deno.test("a process that does not end in time is named in the error, and killed", async () => {
  const script = "console.log('started'); setInterval(() => {}, 1000)";
  await using process = new RunningProcess(
    [Deno.execPath(), "eval", script],
    { exitDeadlineMs: 2000 },
  );
  await process.output.waitFor(/^started\n/);
  await assert.rejects(process.exitCode, /eval .* did not end; .* received at last "started/s);
});

Deno.test(
  "a process whose child keeps its output open does not keep the test waiting",
  WITH_SIGNALS,
  async () => {
    const script = "sleep 30 & echo $! started";
    await using process = new RunningProcess(["sh", "-c", script], { exitDeadlineMs: 2000 });
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

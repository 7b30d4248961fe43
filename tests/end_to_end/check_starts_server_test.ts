import assert from "node:assert/strict";
import { freePort } from "../../lib/clients/check/checked_server.ts";
import { failedNames, runCheck } from "../clients/check/run_check.ts";
import { programCommand } from "../support/programs.ts";
import { runToEnd } from "../support/running_process.ts";
import { withDeadline } from "../support/deadline.ts";
import { retried } from "../support/retried.ts";

const FIXTURE = `'${Deno.execPath()}' run --allow-net tests/clients/check/fixture_server.ts {port}`;

/** Resolves when nothing listens on a port. */
async function isClosed(port: number): Promise<void> {
  try {
    for (;;) (await Deno.connect({ hostname: "127.0.0.1", port })).close();
  } catch (error) {
    assert(error instanceof Deno.errors.ConnectionRefused, String(error));
  }
}

const isWindows = Deno.build.os === "windows";

Deno.test("a check starts, stops and restarts a server itself", { ignore: isWindows }, async () => {
  const only = "start,stop-frees-port,restart-on-same-port,message-to-others";
  await retried(async () => {
    const results = await runCheck("channel", freePort(), { start: FIXTURE, only });
    assert.deepEqual(results.map(({ name, outcome }) => [name, outcome]), [
      ["start", "passed"],
      ["stop-frees-port", "passed"],
      ["restart-on-same-port", "passed"],
      ["message-to-others", "passed"],
    ]);
  });
});

Deno.test("a server that crashes is started again, and its last words are shown", {
  ignore: isWindows,
}, async () => {
  const start = `${FIXTURE} "a disconnect outside a channel is a crash"`;
  const only = "message-to-others,disconnect-outside-a-channel,message-not-to-sender";
  const results = await retried(async () => {
    const results = await runCheck("channel", freePort(), { start, only });
    assert.deepEqual(failedNames(results), ["disconnect-outside-a-channel"]);
    return results;
  });
  const { reason } = results.find(({ outcome }) => outcome === "failed")!;
  assert.match(
    reason,
    /It exited with code 3\. Its last output:\nTraceback: the server has crashed/,
  );
});

Deno.test(
  "no process is left of a server that was started by a shell",
  { ignore: isWindows },
  async () => {
    const port = freePort();
    const start = `sh -c "${FIXTURE.replaceAll("'", "")} & wait"`;
    const words = ["check", "server", "127.0.0.1", `${port}`, "--dialect", "channel"];
    const flags = ["--start", start, "--only", "message-to-others"];
    const { code } = await runToEnd([...programCommand("client"), ...words, ...flags]);
    assert.equal(code, 0);
    // The system may still be ending the last of them.
    await withDeadline(isClosed(port), () => `A process still listens on port ${port}`);
  },
);

Deno.test(
  "a server that does not start is reported with its last words",
  { ignore: isWindows },
  async () => {
    const words = ["check", "server", "127.0.0.1", `${freePort()}`, "--dialect", "direct"];
    const flags = ["--start", "sh -c 'echo no such lab >&2; exit 4'"];
    const { code, error } = await runToEnd([...programCommand("client"), ...words, ...flags]);
    assert.match(
      error,
      /it accepted no connections\. It exited with code 4\. Its last output:\nno such lab/,
    );
    assert.equal(code, 2);
  },
);

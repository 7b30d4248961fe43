import assert from "node:assert/strict";
import { runToEnd } from "../support/running_process.ts";

const CAN_SET = Deno.build.os === "linux" || Deno.build.os === "darwin";

async function output(...flags: string[]): Promise<string> {
  const fixture = `${import.meta.dirname}/fixture_keep_alive.ts`;
  const command = [Deno.execPath(), "run", "--no-prompt", "--allow-net", ...flags, fixture];
  return (await runToEnd(command)).output;
}

Deno.test("keep-alive times are set for the sockets of a port, and the permission is given back", {
  ignore: !CAN_SET,
}, async () => {
  assert.equal(await output("--allow-ffi"), "true true false\nprompt\n");
});

Deno.test("without the permission, the system's keep-alive times stay", async () => {
  assert.equal(await output(), "false false false\nprompt\n");
});

import assert from "node:assert/strict";
import { HAS_NATS, NatsServer } from "../support/nats_server.ts";
import { loneHost, testInNamespaces } from "../support/namespaces.ts";
import { runToEnd } from "../support/running_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

/** A program that connects to the NATS server that its argument names. */
const PROGRAM = "tests/cluster/connect_once.ts";

testInNamespaces("without the package for NATS, the error says what to do", async () => {
  await using host = await loneHost();
  using folder = new TemporaryFolder();
  const env = ["env", `DENO_DIR=${folder.path}`];
  await using program = host.spawn(...env, Deno.execPath(), "run", "-A", PROGRAM, "nats://a");
  assert.equal(await program.exitCode, 1);
  // Deno lists what it tries to download first.
  assert.match(
    program.errors.text,
    /^Cannot load the package "@nats-io\/nats-core": .* downloaded\. Run "deno install" in .*\n$/m,
  );
});

Deno.test(
  { name: "a connection to NATS needs the network and no other permission", ignore: !HAS_NATS },
  async () => {
    await using server = await NatsServer.start();
    const run = [Deno.execPath(), "run", "--no-prompt", "--allow-net", PROGRAM, server.url];
    assert.deepEqual(await runToEnd(run), { code: 0, output: "connected\n", error: "" });
  },
);

import assert from "node:assert/strict";
import { HAS_NATS } from "../support/nats_server.ts";
import { LEFT, linkedHosts, NO_NAMESPACES } from "../support/namespaces.ts";
import { retried } from "../support/retried.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

/** Matches a text in which a line comes so many times. */
function again(count: number, line: string): RegExp {
  return new RegExp(`^${line}\\n(?:[^]*^${line}\\n){${count - 1}}`, "m");
}

const ignore = !HAS_NATS || NO_NAMESPACES !== undefined;

Deno.test(
  { name: "a cable that is cut and mended again is noticed both times", ignore },
  async () => {
    using folder = new TemporaryFolder();
    await using hosts = await linkedHosts();
    const { left, right } = hosts;
    const nats = left.spawn("nats-server", "-js", "-sd", folder.path, "-p", "4222", "-a", LEFT);
    await nats.errors.waitFor(/Server is ready/);
    const run = [Deno.execPath(), "run", "-A", "tests/cluster/stay_connected.ts", `nats://${LEFT}`];
    const program = right.spawn(...run);
    await program.output.waitFor(/^connected\n/);
    let losses = 0;
    // Other servers take this one for dead after eight seconds.
    await retried(async () => {
      losses++;
      const cutAt = performance.now();
      await left.sh("ip link set eth0 down");
      await program.output.waitFor(
        again(losses, "Lost .* 10\\.9\\.0\\.1:4222: it does not answer"),
      );
      const afterMs = performance.now() - cutAt;
      await left.sh("ip link set eth0 up");
      const back = "Connected to NATS again, at 10\\.9\\.0\\.1:4222";
      await program.output.waitFor(again(losses, back));
      assert(afterMs < 8000, `${afterMs} ms`);
    });
    program.kill();
  },
);

import assert from "node:assert/strict";
import { HAS_NATS } from "../support/nats_server.ts";
import { LEFT, linkedHosts, NO_NAMESPACES } from "../support/namespaces.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

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
    await left.sh("ip link set eth0 down");
    const cutAt = performance.now();
    await program.output.waitFor(/^Lost .* 10\.9\.0\.1:4222: it does not answer\n/m);
    const afterMs = performance.now() - cutAt;
    // Other servers take this one for dead after eight seconds.
    assert(afterMs < 8000, `${afterMs} ms`);
    await left.sh("ip link set eth0 up");
    await program.output.waitFor(/^Connected to NATS again, at 10\.9\.0\.1:4222\n$/m);
    program.kill();
  },
);

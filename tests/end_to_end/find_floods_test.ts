import assert from "node:assert/strict";
import { announcedName, foundNames, server } from "../discovery/programs.ts";
import { type Host, linkedHosts, RIGHT, scenesInNamespaces } from "../support/namespaces.ts";
import type { PipedProcess } from "../support/piped_process.ts";
import { processorTimeOf } from "../support/processor_time.ts";

const scene = scenesInNamespaces(
  "a flood costs an announced server little, and find still finds it",
);

/** Starts to flood the network from a host. */
async function flood(host: Host, kind: string, megabits: number): Promise<PipedProcess> {
  const program = "tests/discovery/fixture_flood.py";
  const process = host.spawn("python3", program, RIGHT, kind, String(megabits));
  await process.output.waitFor(/^flooding\n/);
  return process;
}

/** Returns the bytes that a host has sent. */
async function sentBytes(host: Host): Promise<number> {
  return JSON.parse(await host.sh("ip -s -j link show eth0"))[0].stats64.tx.bytes;
}

/** The kinds of floods, at 5 Mbit/s. Each used up to 93 % of a processor before there were limits. */
const KINDS = {
  claims: "packets that claim hundreds of thousands of records",
  chains: "packets whose names lead through thousands of pointers",
  records: "packets full of records",
  questions: "questions for unicast answers",
  others: "small packets about something else",
};

for (const [kind, what] of Object.entries(KINDS)) {
  scene(`a flood of ${what}`, async () => {
    await using hosts = await linkedHosts();
    const { left, right } = hosts;
    await using panda = await server(left, "--announce-as", "panda");
    await announcedName(panda);
    await using _flood = await flood(right, kind, 5);
    const start = {
      at: performance.now(),
      processorMs: await processorTimeOf(panda.pid),
      sent: await sentBytes(left),
    };
    assert.deepEqual(await foundNames(right, 1), ["panda"]);
    const seconds = (performance.now() - start.at) / 1000;
    const load = (await processorTimeOf(panda.pid) - start.processorMs) / 1000 / seconds;
    assert(load < 0.35, `${Math.round(100 * load)} % of a processor`);
    const sent = (await sentBytes(left) - start.sent) / seconds;
    assert(sent < 10_000, `${Math.round(sent)} bytes a second sent back`);
    panda.signal("SIGTERM");
    assert.equal(await panda.exitCode, 0);
    assert.equal(panda.errors.text, 'Announced on the local network as "panda"\n');
  });
}

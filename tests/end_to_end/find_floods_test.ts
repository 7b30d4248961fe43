import assert from "node:assert/strict";
import { announcedName, foundNames, server } from "../discovery/programs.ts";
import { type Host, linkedHosts, RIGHT, scenesInNamespaces } from "../support/namespaces.ts";
import type { PipedProcess } from "../support/piped_process.ts";

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

/** Returns the time that a process has used the processor, in seconds. */
async function processorTime(host: Host, pid: number): Promise<number> {
  const stat = await host.sh(`cat /proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // In ticks, of which Linux shows a hundred a second.
  return (Number(fields[11]) + Number(fields[12])) / 100;
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
      processor: await processorTime(left, panda.pid),
      sent: await sentBytes(left),
    };
    // On a busy machine, the search itself may be too slow for a flood.
    let names: string[] = [];
    for (let tries = 0; tries < 5 && names.length === 0; tries++) names = await foundNames(right);
    assert.deepEqual(names, ["panda"]);
    const seconds = (performance.now() - start.at) / 1000;
    const load = (await processorTime(left, panda.pid) - start.processor) / seconds;
    assert(load < 0.35, `${Math.round(100 * load)} % of a processor`);
    const sent = (await sentBytes(left) - start.sent) / seconds;
    assert(sent < 10_000, `${Math.round(sent)} bytes a second sent back`);
    panda.signal("SIGTERM");
    assert.equal(await panda.exitCode, 0);
    assert.equal(panda.errors.text, 'Announced on the local network as "panda"\n');
  });
}

import assert from "node:assert/strict";
import { HAS_NATS } from "../../support/nats_server.ts";
import { type Plan, runScenario } from "./scenario.ts";

const CLIENTS = 40;
const QUIET = { seed: 20, onProgress() {} };

/** What goes wrong for three servers, one after the other. */
const SCENARIOS: Readonly<Record<string, Pick<Plan, "faults" | "nodes">>> = {
  "a server is killed, and one is stopped for longer than it is taken for alive": {
    faults: ["kill", "stop"],
  },
  "all servers are restarted in turn, and a clock jumps": { faults: ["rolling-restart", "clock"] },
  "a server is cut off from NATS, in silence and by resets": {
    faults: ["cut-by-silence", "cut-by-reset"],
  },
  "NATS ends for a while": { faults: ["nats"] },
  "one of three nodes of NATS ends for a while": { faults: ["node"], nodes: 3 },
};

/** Returns what must not happen and has happened, with the name of the scenario. */
async function problemsOf(name: string, plan: Pick<Plan, "faults" | "nodes">): Promise<string[]> {
  try {
    const { problems, counts } = await runScenario({
      ...{ servers: 3, clients: CLIENTS, ...QUIET },
      ...plan,
    });
    assert(counts.confirmed > 2 * CLIENTS, `only ${counts.confirmed} messages were confirmed`);
    return problems.map((problem) => `When ${name}: ${problem}`);
  } catch (error) {
    return [`When ${name}: ${error}`];
  }
}

Deno.test({
  name: "whatever fails in a cluster, each confirmed message comes once and in order",
  ignore: !HAS_NATS,
  async fn() {
    // Most of the time passes with waiting, so they all run at once.
    const problems = await Promise.all(
      Object.entries(SCENARIOS).map(([name, plan]) => problemsOf(name, plan)),
    );
    assert.deepEqual(problems.flat(), []);
  },
});

Deno.test("a server alone that is killed and restarted loses nothing that it confirmed", async () => {
  const { problems, counts } = await runScenario({
    ...{ servers: 1, clients: CLIENTS, ...QUIET },
    faults: ["kill", "rolling-restart"],
  });
  assert.deepEqual(problems, []);
  assert(counts.confirmed > 2 * CLIENTS);
});

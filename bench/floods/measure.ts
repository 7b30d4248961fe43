/**
 * Measures an honest pair on every server under every flood, in turns.
 *
 * @module
 */
import { peakKilobytes } from "../process_usage.ts";
import type { Contender, RunningServer } from "../servers.ts";
import type { Attacker } from "./attacker.ts";
import type { Flood, Outcome } from "./flood.ts";
import type { HonestPair, RoundTrips } from "./honest_pair.ts";
import { CallableWorker } from "./worker_calls.ts";

/** An honest pair without and with a flood. */
export interface FloodMeasurement {
  readonly flood: string;
  readonly server: string;
  /** Counted from 1. */
  readonly round: number;
  readonly undisturbed: RoundTrips;
  readonly flooded: RoundTrips;
  readonly outcome: Outcome;
  /** The maximum of the server's memory. */
  readonly peakMiB: number;
}

/** The measurements to make. */
export interface FloodPlan {
  readonly floods: readonly Flood[];
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  readonly quick: boolean;
  /** Called before each measurement. */
  onProgress(text: string): void;
  /** Called after a measurement that failed. */
  onFailure(where: string, error: Error): void;
}

/** How long the pair is measured, in milliseconds. */
const DURATIONS = {
  usual: { undisturbed: 5000, flooded: 10_000 },
  quick: { undisturbed: 500, flooded: 1000 },
};

/** Makes all measurements, `rounds` times. */
export async function measureFloods(plan: FloodPlan): Promise<FloodMeasurement[]> {
  const measurements: FloodMeasurement[] = [];
  for (let round = 1; round <= plan.rounds; round++) {
    for (const flood of plan.floods) {
      for (const contender of plan.contenders) {
        const where = `${flood.name}, ${contender.name}`;
        plan.onProgress(`round ${round} of ${plan.rounds}: ${where}`);
        try {
          const server = await contender.start(flood.flags?.(plan.quick));
          try {
            const figures = await measure(flood, server, plan.quick);
            measurements.push({ flood: flood.name, server: contender.name, round, ...figures });
          } finally {
            await server.stop();
          }
        } catch (error) {
          plan.onFailure(where, error as Error);
        }
      }
    }
  }
  return measurements;
}

async function measure(flood: Flood, { port, pid }: RunningServer, quick: boolean) {
  const pair = new CallableWorker<HonestPair>(new URL("honest_pair.ts", import.meta.url));
  const attacker = new CallableWorker<Attacker>(new URL("attacker.ts", import.meta.url));
  try {
    await pair.call("connect", port);
    await attacker.call("prepare", { name: flood.name, target: { port, pid, quick } });
    const duration = DURATIONS[quick ? "quick" : "usual"];
    const undisturbed = await pair.call("measure", duration.undisturbed);
    await attacker.call("begin");
    const seconds = quick ? 0 : flood.seconds ?? 0;
    const flooded = await pair.call("measure", Math.max(duration.flooded, seconds * 1000));
    const outcome = await attacker.call("end");
    return { undisturbed, flooded, outcome, peakMiB: peakKilobytes(pid) / 1024 };
  } finally {
    pair.terminate();
    attacker.terminate();
  }
}

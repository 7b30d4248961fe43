/**
 * Measures every server under every load, in turns.
 *
 * @module
 */
import { type Result, runLoad } from "./load.ts";
import type { Contender } from "./servers.ts";
import type { Workload } from "./workloads.ts";

/** One measurement. */
export interface Measurement {
  readonly workload: string;
  readonly server: string;
  /** Counted from 1. */
  readonly round: number;
  readonly result: Result;
}

/** The measurements to make. */
export interface Plan {
  /** The path of the load generator. */
  readonly load: string;
  readonly workloads: readonly Workload[];
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  readonly quick: boolean;
  /** Called before each measurement. */
  onProgress(text: string): void;
  /** Called after a measurement that failed. */
  onFailure(where: string, error: Error): void;
}

/** How much of a core other programs may use before a measurement is repeated. */
const MAX_OTHERS_BUSY = 0.1;
const MAX_ATTEMPTS = 3;

/** Makes all measurements, `rounds` times. */
export async function measureAll(plan: Plan): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (let round = 1; round <= plan.rounds; round++) {
    for (const workload of plan.workloads) {
      for (const contender of plan.contenders) {
        if (workload.without?.includes(contender.name)) continue;
        if (!workload.name.startsWith(contender.only ?? "")) continue;
        const where = `${workload.name}, ${contender.name}`;
        plan.onProgress(`round ${round} of ${plan.rounds}: ${where}`);
        try {
          const result = await measureUndisturbed(plan, workload, contender);
          measurements.push({ workload: workload.name, server: contender.name, round, result });
        } catch (error) {
          plan.onFailure(where, error as Error);
        }
      }
    }
  }
  return measurements;
}

/** Repeats a measurement that other programs disturb, and returns the least disturbed one. */
async function measureUndisturbed(
  plan: Plan,
  workload: Workload,
  contender: Contender,
): Promise<Result> {
  let best = await measure(plan, workload, contender);
  for (
    let attempt = 1;
    attempt < MAX_ATTEMPTS && !plan.quick && best.othersBusy! > MAX_OTHERS_BUSY;
    attempt++
  ) {
    const result = await measure(plan, workload, contender);
    if (result.othersBusy! < best.othersBusy!) best = result;
  }
  return best;
}

/** Starts a server, and measures it under one load. */
async function measure(
  { load, quick }: Plan,
  workload: Workload,
  contender: Contender,
): Promise<Result> {
  const { kind, protocols, settings, flags } = workload;
  const server = await contender.start(flags);
  try {
    const protocol = protocols?.[contender.name] ?? contender.protocol;
    const allSettings = { ...settings, ...(quick && workload.quick), ...contender.settings };
    const result = await runLoad(load, server, [kind, protocol], allSettings);
    return { ...result, membersWanted: allSettings.members! };
  } finally {
    await server.stop();
  }
}

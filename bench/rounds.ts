/**
 * Measuring: every server under every load, taking turns.
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

/** What to measure. */
export interface Plan {
  /** The load generator. */
  readonly load: string;
  readonly workloads: readonly Workload[];
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  readonly quick: boolean;
  /** Hears what is done next. */
  onProgress(text: string): void;
  /** Hears of a measurement that came to nothing. */
  onFailure(where: string, error: Error): void;
}

/** What other programs may take of a core, and how often a measurement with more is repeated. */
const QUIET = 0.1;
const TRIES = 3;

/** Measures everything, `rounds` times. */
export async function measureAll(plan: Plan): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (let round = 1; round <= plan.rounds; round++) {
    for (const workload of plan.workloads) {
      for (const contender of plan.contenders) {
        if (workload.without?.includes(contender.name)) continue;
        const where = `${workload.name}, ${contender.name}`;
        plan.onProgress(`round ${round} of ${plan.rounds}: ${where}`);
        try {
          const result = await measureQuietly(plan, workload, contender);
          measurements.push({ workload: workload.name, server: contender.name, round, result });
        } catch (error) {
          plan.onFailure(where, error as Error);
        }
      }
    }
  }
  return measurements;
}

/** The measurement that other programs disturbed least, of a few if need be. */
async function measureQuietly(
  plan: Plan,
  workload: Workload,
  contender: Contender,
): Promise<Result> {
  let best = await measure(plan, workload, contender);
  for (let i = 1; i < TRIES && !plan.quick && best.othersBusy! > QUIET; i++) {
    const result = await measure(plan, workload, contender);
    if (result.othersBusy! < best.othersBusy!) best = result;
  }
  return best;
}

/** One server, started anew, under one load. */
async function measure(
  { load, quick }: Plan,
  workload: Workload,
  contender: Contender,
): Promise<Result> {
  const { kind, protocols, settings } = workload;
  const server = await contender.start();
  try {
    const protocol = protocols?.[contender.name] ?? contender.protocol;
    const all = { ...settings, ...(quick && workload.quick), ...contender.settings };
    const result = await runLoad(load, server, [kind, protocol], all);
    return { ...result, membersWanted: all.members! };
  } finally {
    await server.stop();
  }
}

/**
 * A worker that carries out a flood.
 *
 * @module
 */
import type { Attack, Outcome, Target } from "./flood.ts";
import { FLOODS } from "./floods.ts";
import { serveCalls } from "./worker_calls.ts";

let attack: Attack | undefined;

const functions = {
  async prepare({ name, target }: { name: string; target: Target }): Promise<void> {
    attack = await FLOODS.find((flood) => flood.name === name)!.prepare(target);
  },
  begin: (): Promise<void> => attack!.begin(),
  end: (): Promise<Outcome> => attack!.end(),
};

/** The functions of this worker. */
export type Attacker = typeof functions;

serveCalls(functions);

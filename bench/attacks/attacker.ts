/**
 * A worker that carries out one attack on a server.
 *
 * @module
 */
import { serveCalls } from "../floods/worker_calls.ts";
import { ATTACKS, endAttacks } from "./attacks.ts";
import { PROTOCOLS } from "./protocols.ts";

/** The server under attack. */
export interface Victim {
  readonly port: number;
  readonly protocol: string;
}

const functions = {
  begin({ victim: { port, protocol }, name }: { victim: Victim; name: string }): void {
    ATTACKS[name]!(port, PROTOCOLS[protocol]!);
  },
  end: endAttacks,
};

/** The functions of this worker. */
export type Attacker = typeof functions;

serveCalls(functions);

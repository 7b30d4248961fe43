import type { BusError } from "../bus.ts";
import { JetStreamError, NoListenerError } from "./requests.ts";

/** Why JetStream cannot keep the streams of a cluster, and what to do about it. */
export interface StorageProblem {
  readonly reason: string;
  readonly hint: string;
}

const NOT_ENABLED: StorageProblem = {
  reason: "JetStream is not enabled there",
  hint: `Start nats-server with "-js", or with a "jetstream" section in its configuration.`,
};

/** The problems that waiting does not mend, by the codes of JetStream's errors. */
const PROBLEMS: readonly (readonly [codes: readonly number[], problem: StorageProblem])[] = [
  [[10047, 10023, 10002], {
    reason: "it has not enough storage",
    hint: "Let its JetStream use more (max_file_store), or keep less history.",
  }],
  [[10039, 10076], NOT_ENABLED],
  [[10027], {
    reason: "the account may have no more streams",
    hint: 'Let it have five for each cluster ("max_streams").',
  }],
];

/**
 * Returns what is wrong with JetStream, if waiting does not mend it.
 *
 * @param hasJetStream Whether the NATS server of the connection has JetStream.
 */
export function storageProblem(
  error: BusError,
  hasJetStream: boolean | undefined,
): StorageProblem | undefined {
  // Other nodes may have JetStream, but then somebody listens.
  if (error instanceof NoListenerError && !hasJetStream) return NOT_ENABLED;
  const code = error instanceof JetStreamError ? error.code : undefined;
  return PROBLEMS.find(([codes]) => code !== undefined && codes.includes(code))?.[1];
}

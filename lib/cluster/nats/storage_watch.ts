import { errorText } from "../../errors/expected_error.ts";
import { BusError } from "../bus.ts";
import { LOST, NO_CONNECTION } from "./link.ts";
import type { StorageProblem } from "./storage_problem.ts";

/** How long a stream may take nothing before the operator is told, in milliseconds: longer than an election. */
const PATIENCE_MS = 5000;

/** What to do if nobody knows why a stream takes nothing. */
const UNKNOWN_HINT = "Are most of the NATS nodes running, and is there space on their disks?";

/** The options of a {@linkcode StorageWatch}. */
export interface StorageWatchOptions {
  /** Returns what keeps a stream from taking anything, if that is known. */
  problemOf(error: unknown): StorageProblem | undefined;
  /** Gets sentences, the last without its full stop. */
  onStatus(message: string): void;
  /** Returns the milliseconds since some moment in the past. */
  now(): number;
}

/** Tells the operator when NATS is there, but stores nothing. */
export class StorageWatch {
  readonly #options: StorageWatchOptions;
  /** Since when the streams that fail have taken nothing. */
  readonly #failingSince = new Map<string, number>();
  /** The problems that the operator knows of; `undefined` is any unknown one. */
  readonly #told = new Set<string | undefined>();

  constructor(options: StorageWatchOptions) {
    this.#options = options;
  }

  /** The number of streams that have taken nothing for some seconds. */
  get failing(): number {
    const oldest = this.#options.now() - PATIENCE_MS;
    return [...this.#failingSince.values()].filter((since) => since <= oldest).length;
  }

  /** Learns that a stream has taken something. */
  succeeded(stream: string): void {
    if (this.#failingSince.size === 0) return;
    this.#failingSince.delete(stream);
    if (this.#failingSince.size > 0 || this.#told.size === 0) return;
    this.#told.clear();
    this.#options.onStatus("NATS stores everything again");
  }

  /** Learns that a stream has not taken something. */
  failed(stream: string, error: unknown): void {
    const isUnreachable = error instanceof BusError &&
      [LOST, NO_CONNECTION].includes(error.message);
    // The operator knows already.
    if (isUnreachable) return;
    const { problemOf, onStatus, now } = this.#options;
    const since = this.#failingSince.get(stream) ?? now();
    this.#failingSince.set(stream, since);
    if (now() - since < PATIENCE_MS) return;
    const problem = problemOf(error);
    if (this.#told.has(problem?.reason)) return;
    this.#told.add(problem?.reason);
    const { reason, hint } = problem ?? { reason: errorText(error), hint: UNKNOWN_HINT };
    onStatus(`NATS stores nothing in "${stream}": ${reason}. ${hint.replace(/\.$/, "")}`);
  }
}

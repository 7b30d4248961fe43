import { ExpectedError } from "../../errors/expected_error.ts";
import { BusError } from "../bus.ts";
import type { Link } from "./link.ts";
import { JetStreamError, type Requests } from "./requests.ts";
import { type StorageProblem, storageProblem } from "./storage_problem.ts";
import { type StreamConfig, streamConfigs, type StreamLimits, widened } from "./stream_configs.ts";

/** How many copies a NATS cluster keeps, if it has as many nodes. */
const DEFAULT_REPLICAS = 3;

/** What to do about streams that stay out of reach. */
const UNANSWERED_HINT =
  "Are most of the NATS nodes running, and may the servers' user use all subjects?";

/** How long setting up may fail at the start, in milliseconds: electing a leader takes as long. */
const START_TIMEOUT_MS = 10_000;

/** How long the nodes of a NATS cluster may take to know each other, in milliseconds. */
const NODES_TIMEOUT_MS = 5000;

/** How long NATS may take to make or change a stream: its nodes have to agree. In milliseconds. */
const SET_UP_TIMEOUT_MS = 5000;

/** The pause before setting up is tried again, in milliseconds. */
const RETRY_MS = 1000;

/** Codes of JetStream's errors. */
const NOT_FOUND = 10059;
const NAME_IN_USE = 10058;

/** The streams and buckets of a cluster, which are made if they do not exist. */
export class Streams {
  readonly #link: Link;
  readonly #requests: Requests;
  readonly #cluster: string;
  readonly #limits: StreamLimits;
  readonly #replicas: number | undefined;
  readonly #onStatus: (message: string) => void;
  #isTold = false;
  #working: Promise<void> | undefined;
  /** Why the streams could not be made the last time, if so. */
  #failure: unknown;
  #triedAt = -Infinity;
  #nodesDeadline = -Infinity;

  constructor(link: Link, requests: Requests, options: {
    readonly cluster: string;
    readonly limits: StreamLimits;
    readonly replicas?: number | undefined;
    readonly onStatus: (message: string) => void;
  }) {
    this.#link = link;
    this.#requests = requests;
    this.#cluster = options.cluster;
    this.#limits = options.limits;
    this.#replicas = options.replicas;
    this.#onStatus = options.onStatus;
  }

  /**
   * Makes what does not exist, and widens the limits of the rest.
   *
   * @throws {ExpectedError} if JetStream cannot do that.
   */
  async start(): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    this.#nodesDeadline = performance.now() + NODES_TIMEOUT_MS;
    while (true) {
      try {
        return await this.#setUp(true);
      } catch (error) {
        if (!(error instanceof BusError)) throw error;
        const final = this.#finalError(error);
        if (final || performance.now() > deadline) {
          throw final ?? this.#startError(error, error.message, { hint: UNANSWERED_HINT });
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  /** Makes what does not exist any more. Does nothing if that was tried a moment ago. */
  restore(): void {
    if (this.#working || performance.now() - this.#triedAt < RETRY_MS) return;
    this.#triedAt = performance.now();
    // The next call that needs a stream tries again.
    this.#working = this.#setUp(false).then(
      () => this.#failure = undefined,
      (error) => this.#failure = error,
    ).finally(() => this.#working = undefined);
  }

  /** Forgets when it was tried: there is a new connection. */
  reconnected(): void {
    this.#triedAt = -Infinity;
    this.restore();
  }

  async close(): Promise<void> {
    await this.#working;
  }

  /** Returns an error that trying again does not mend. */
  #finalError(error: BusError): ExpectedError | undefined {
    const problem = storageProblem(error, this.#link.info?.jetstream);
    return problem && this.#startError(error, problem.reason, problem);
  }

  /** Returns what keeps a stream from taking anything, if that is known. */
  problemOf(error: unknown): StorageProblem | undefined {
    // A stream that is gone answers nothing; the failure to make it anew says more.
    for (const cause of [this.#failure, error]) {
      if (!(cause instanceof BusError)) continue;
      const problem = storageProblem(cause, this.#link.info?.jetstream);
      if (problem) return problem;
    }
    return undefined;
  }

  #startError(cause: BusError, reason: string, { hint }: { hint: string }): ExpectedError {
    const attempt = `Cannot set up the streams of the cluster "${this.#cluster}" in NATS`;
    return new ExpectedError(`${attempt}: ${reason}`, { cause, hint });
  }

  async #setUp(widens: boolean): Promise<void> {
    const replicas = this.#replicas ?? (this.#link.info?.cluster ? DEFAULT_REPLICAS : 1);
    const configs = streamConfigs(this.#cluster, this.#limits, replicas);
    await Promise.all(configs.map((config) => this.#setUpOne(config, widens)));
  }

  async #setUpOne(wanted: StreamConfig, widens: boolean): Promise<void> {
    const present = await this.#find(wanted.name);
    if (present) return widens ? await this.#widen(present, wanted) : undefined;
    try {
      await this.#withReplicas("CREATE", wanted, 1);
    } catch (error) {
      // Another server was faster.
      if (!(error instanceof JetStreamError && error.code === NAME_IN_USE)) throw error;
    }
  }

  async #find(name: string): Promise<StreamConfig | undefined> {
    try {
      const { config } = await this.#requests.api<{ config: StreamConfig }>(`STREAM.INFO.${name}`);
      return config;
    } catch (error) {
      if (error instanceof JetStreamError && error.code === NOT_FOUND) return undefined;
      throw error;
    }
  }

  async #widen(present: StreamConfig, wanted: StreamConfig): Promise<void> {
    const config = widened(present, wanted);
    if (!config) return;
    try {
      await this.#withReplicas("UPDATE", config, present.num_replicas);
    } catch (error) {
      if (!(error instanceof JetStreamError)) throw error;
      this.#onStatus(`NATS keeps the old limits of the stream "${config.name}": ${error.message}`);
    }
  }

  /** Makes or changes a stream with fewer copies if NATS cannot keep so many. */
  async #withReplicas(
    operation: "CREATE" | "UPDATE",
    config: StreamConfig,
    fewer: number,
  ): Promise<void> {
    const call = (config: StreamConfig) =>
      this.#requests.api(`STREAM.${operation}.${config.name}`, config, SET_UP_TIMEOUT_MS);
    try {
      await call(config);
    } catch (error) {
      const isOther = !(error instanceof JetStreamError) || error.code === NAME_IN_USE;
      if (isOther || config.num_replicas <= fewer) throw error;
      if (operation === "CREATE" && this.#expectsNodes(config.num_replicas)) throw error;
      await call({ ...config, num_replicas: fewer });
      this.#tellReplicas(config.num_replicas, fewer);
    }
  }

  /** Whether NATS has so many nodes, and has just started perhaps. */
  #expectsNodes(count: number): boolean {
    const nodes = this.#link.info?.connect_urls?.length ?? 1;
    return nodes >= count && performance.now() < this.#nodesDeadline;
  }

  #tellReplicas(wanted: number, kept: number): void {
    if (this.#isTold) return;
    this.#isTold = true;
    const copies = kept === 1 ? "one copy" : `${kept} copies`;
    this.#onStatus(
      `NATS keeps ${copies} of the cluster's messages and records instead of ${wanted}: ` +
        `it needs ${wanted} nodes with JetStream for that`,
    );
  }
}

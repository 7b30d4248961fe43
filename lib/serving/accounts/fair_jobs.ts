import { FairQueue } from "../../chat/fair_queue.ts";

/** A job that waits for its turn. */
interface Job {
  readonly network: string;
  readonly name: string;
  start(): void;
  giveUp(): void;
}

/** The options of {@linkcode FairJobs}. */
export interface FairJobsOptions {
  /** The maximum number of jobs that run at once. */
  readonly concurrency: number;
  /** The maximum number of jobs that wait. */
  readonly maxWaiting: number;
}

/**
 * Runs costly jobs, a few at a time. Networks take turns, and so do the names within a network: one
 * that asks for a thousand jobs delays the next one elsewhere by a single job. If too many wait, the
 * network with the most gives one up, its oldest.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const jobs = new FairJobs({ concurrency: 1, maxWaiting: 100 });
 * const order: string[] = [];
 * const job = (text: string) => () => Promise.resolve(order.push(text));
 * await Promise.all([
 *   ...["a", "b", "c"].map((text) => jobs.run("192.0.2.1", "ann", job(text))),
 *   jobs.run("192.0.2.1", "bob", job("same network")),
 *   jobs.run("192.0.2.2", "ann", job("another network")),
 * ]);
 * assert.deepEqual(order, ["a", "b", "another network", "same network", "c"]);
 * ```
 */
export class FairJobs {
  readonly #options: FairJobsOptions;
  readonly #waiting = new FairQueue<Job, string>();
  /** By network and name, in the order of their turns. */
  readonly #turns = new Map<string, Map<string, Set<Job>>>();
  #running = 0;

  constructor(options: FairJobsOptions) {
    this.#options = options;
  }

  /** Runs a job in its turn, and resolves to its result; to `undefined` if it had to give way. */
  run<Result>(
    network: string,
    name: string,
    job: () => Promise<Result>,
  ): Promise<Result | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<Result | undefined>();
    this.#add({
      ...{ network, name },
      start: () => {
        this.#running++;
        job().then(resolve, reject).finally(() => {
          this.#running--;
          this.#startNext();
        });
      },
      giveUp: () => resolve(undefined),
    });
    this.#startNext();
    return promise;
  }

  #add(job: Job): void {
    const { network, name } = job;
    const names = this.#turns.get(network) ?? new Map<string, Set<Job>>();
    const jobs = names.get(name) ?? new Set();
    this.#turns.set(network, names.set(name, jobs.add(job)));
    this.#waiting.add(job, network);
    if (this.#waiting.size <= this.#options.maxWaiting) return;
    const oldest = this.#waiting.next()!;
    this.#remove(oldest);
    oldest.giveUp();
  }

  #remove(job: Job): void {
    const { network, name } = job;
    this.#waiting.delete(job, network);
    const names = this.#turns.get(network)!;
    const jobs = names.get(name)!;
    jobs.delete(job);
    if (jobs.size === 0) names.delete(name);
    if (names.size === 0) this.#turns.delete(network);
  }

  #startNext(): void {
    if (this.#running >= this.#options.concurrency) return;
    const [turn] = this.#turns;
    if (!turn) return;
    const [network, names] = turn;
    const [[name, jobs]] = names as unknown as [[string, Set<Job>]];
    const [job] = jobs as unknown as [Job];
    this.#remove(job);
    // To the end of their lines.
    if (names.delete(name)) names.set(name, jobs);
    if (this.#turns.delete(network)) this.#turns.set(network, names);
    job.start();
  }
}

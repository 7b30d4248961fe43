import type { HealthyClients } from "./healthy_clients.ts";

/** A healthy client that does the same piece of work again and again, until it is told to stop. */
export abstract class RepeatedWork implements HealthyClients {
  problem: string | undefined;
  maxLatencyMs = 0;
  protected count = 0;
  #isStopping = false;
  #working: Promise<void> | undefined;

  abstract readonly summary: string;

  /** Does the work once. Throws if an answer is wrong or missing. */
  protected abstract work(): Promise<void>;

  /** Starts to work, with a pause after each piece. */
  protected start(pauseMs: number): void {
    this.#working = this.#run(pauseMs);
  }

  async settle(): Promise<void> {
    this.#isStopping = true;
    await this.#working;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.settle();
  }

  /** Awaits an answer, and takes its time. */
  protected async timed<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const start = performance.now();
    const result = await answer;
    this.maxLatencyMs = Math.max(this.maxLatencyMs, performance.now() - start);
    return result;
  }

  async #run(pauseMs: number): Promise<void> {
    try {
      for (; !this.#isStopping; this.count++) {
        await this.work();
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    } catch (error) {
      this.problem = `${this.constructor.name}: ${(error as Error).message}`;
    }
  }
}

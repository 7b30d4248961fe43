import { ManualClock } from "../support/manual_clock.ts";
import { FakeEngine } from "./fake_bus.ts";
import { ModelServer, type Options } from "./model_server.ts";
import { arrive, STEP_MS } from "./model_time.ts";

/** Several servers of a cluster in memory, whose clocks move together. */
export class Model {
  readonly #clock = new ManualClock();
  readonly engine = new FakeEngine(this.#clock);
  readonly servers: ModelServer[] = [];
  #started = 0;

  static async of(count: number, options: Options = {}): Promise<Model> {
    const model = new Model();
    for (let index = 0; index < count; index++) await model.start(options);
    await model.pass(2000);
    return model;
  }

  get timeMs(): number {
    return this.#clock.now();
  }

  get running(): ModelServer[] {
    return this.servers.filter(({ isRunning }) => isRunning);
  }

  async start(options: Options = {}): Promise<ModelServer> {
    const server = await ModelServer.start(this, ++this.#started, options);
    this.servers.push(server);
    return server;
  }

  /** Lets time pass on all servers that run. */
  async pass(durationMs: number, ...others: ManualClock[]): Promise<void> {
    await arrive();
    for (let passedMs = 0; passedMs < durationMs; passedMs += STEP_MS) {
      const stepMs = Math.min(STEP_MS, durationMs - passedMs);
      this.#clock.advance(stepMs);
      for (const { clock, isRunning } of this.servers) if (isRunning) clock.advance(stepMs);
      for (const clock of others) clock.advance(stepMs);
      await arrive();
    }
  }
}

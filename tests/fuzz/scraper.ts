import type { ListeningProcess } from "../support/listening_process.ts";
import { metricsUrl, scrape } from "../support/scrape.ts";
import { RepeatedWork } from "./repeated_work.ts";

const PAUSE_MS = 500;

/** The maximum number of samples. A label that holds what strangers send would soon exceed it. */
const MAX_SAMPLES = 100;

/** A monitoring system: it looks at a program's metrics all the time. */
export class Scraper extends RepeatedWork {
  readonly #url: string;
  #samples = 0;

  private constructor(url: string) {
    super();
    this.#url = url;
    this.start(PAUSE_MS);
  }

  static async start(process: ListeningProcess): Promise<Scraper> {
    return new Scraper(await metricsUrl(process));
  }

  get port(): number {
    return Number(new URL(this.#url).port);
  }

  get summary(): string {
    return `${this.count} scrapes of ${this.#samples} samples`;
  }

  protected override async work(): Promise<void> {
    const { samples } = await this.timed(scrape(this.#url));
    this.#samples = samples.size;
    if (samples.size > MAX_SAMPLES) throw new Error(`There are ${samples.size} samples`);
    const bugs = samples.get("parley_internal_errors_total");
    if (bugs !== 0) throw new Error(`${bugs} internal errors were counted`);
    if (samples.has('parley_dropped_total{reason="other"}')) {
      throw new Error("A reason why a connection ended is missing in the list");
    }
  }
}

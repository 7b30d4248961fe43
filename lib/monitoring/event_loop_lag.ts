import { formatNumber, type Metric } from "./exposition.ts";

/** How often the event loop is asked, in milliseconds. */
const EVERY = 100;

/** Upper bounds of the histogram's buckets, in seconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, Infinity];

/**
 * Measures by how much timers are late: for so long the program was busy with something else. It runs
 * from the start, and does not keep the program running.
 *
 * `monitorEventLoopDelay` of `node:perf_hooks` is there in Deno, but does not see a busy program.
 */
export class EventLoopLag {
  readonly #counts = BOUNDS.map(() => 0);
  #sum = 0;
  #count = 0;

  constructor() {
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      this.add(Math.max(0, now - last - EVERY) / 1000);
      last = now;
    }, EVERY);
    Deno.unrefTimer(timer);
  }

  /** Notes that a timer was so many seconds late. */
  add(seconds: number): void {
    this.#counts[BOUNDS.findIndex((bound) => seconds <= bound)]!++;
    this.#sum += seconds;
    this.#count++;
  }

  /** What it has seen so far. */
  metric(): Metric {
    let count = 0;
    const buckets = BOUNDS.map((bound, index) => ({
      suffix: "_bucket",
      labels: { le: formatNumber(bound) },
      value: count += this.#counts[index]!,
    }));
    return {
      name: "parley_event_loop_lag_seconds",
      type: "histogram",
      help: "How late timers are, asked ten times a second: for so long the program was busy.",
      samples: [
        ...buckets,
        { suffix: "_sum", value: this.#sum },
        { suffix: "_count", value: this.#count },
      ],
    };
  }
}

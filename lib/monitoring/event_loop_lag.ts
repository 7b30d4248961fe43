import { formatNumber, type Metric } from "./exposition.ts";

/** How often the lag is measured. */
const INTERVAL_MS = 100;

/** The upper bounds of the histogram's buckets, in seconds. */
const BUCKET_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, Infinity];

/**
 * Measures how late timers are and how long input waits: that is how long the program was busy with
 * something else. It starts at once and does not keep the program running.
 *
 * This is our own code because `monitorEventLoopDelay` of `node:perf_hooks` does not notice a busy
 * program in Deno.
 */
export class EventLoopLag {
  readonly #counts = BUCKET_BOUNDS.map(() => 0);
  #sum = 0;
  #count = 0;

  /** @param takeLongestTurnMs Returns how long input has waited at most since the last call. */
  constructor(takeLongestTurnMs: () => number = () => 0) {
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      // Timers may be on time while one client's input keeps all others waiting.
      this.add(Math.max(0, now - last - INTERVAL_MS, takeLongestTurnMs()) / 1000);
      last = now;
    }, INTERVAL_MS);
    Deno.unrefTimer(timer);
  }

  /** Records that a timer was late by this many seconds. */
  add(seconds: number): void {
    this.#counts[BUCKET_BOUNDS.findIndex((bound) => seconds <= bound)]!++;
    this.#sum += seconds;
    this.#count++;
  }

  /** Returns the histogram of all measurements. */
  metric(): Metric {
    let count = 0;
    const buckets = BUCKET_BOUNDS.map((bound, index) => ({
      suffix: "_bucket",
      labels: { le: formatNumber(bound) },
      value: count += this.#counts[index]!,
    }));
    return {
      name: "parley_event_loop_lag_seconds",
      type: "histogram",
      help: "Delay of timers and input, measured ten times a second.",
      samples: [
        ...buckets,
        { suffix: "_sum", value: this.#sum },
        { suffix: "_count", value: this.#count },
      ],
    };
  }
}

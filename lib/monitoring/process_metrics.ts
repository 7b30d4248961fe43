import config from "../../deno.json" with { type: "json" };
import { gauge, type Metric } from "./exposition.ts";

/** What any program can tell of itself. */
export function processMetrics(): Metric[] {
  const { rss, heapUsed } = Deno.memoryUsage();
  return [
    gauge("process_resident_memory_bytes", "Memory that the process takes.", rss),
    gauge("process_heap_bytes", "Memory that objects take in the JavaScript heap.", heapUsed),
    gauge(
      "process_start_time_seconds",
      "When the process was started, since 1970.",
      performance.timeOrigin / 1000,
    ),
    build(),
  ];
}

function build(): Metric {
  return {
    name: "parley_build_info",
    type: "gauge",
    help: "Always 1; the label says which version runs.",
    samples: [{ labels: { version: config.version }, value: 1 }],
  };
}

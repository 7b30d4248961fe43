import config from "../../deno.json" with { type: "json" };
import { gauge, type Metric } from "./exposition.ts";

/** Returns the metrics that every process has. */
export function processMetrics(): Metric[] {
  const { rss, heapUsed } = Deno.memoryUsage();
  return [
    gauge("process_resident_memory_bytes", "Memory in use by the process.", rss),
    gauge("process_heap_bytes", "Memory in use by objects in the JavaScript heap.", heapUsed),
    gauge(
      "process_start_time_seconds",
      "Start time of the process since 1970.",
      performance.timeOrigin / 1000,
    ),
    buildInfo(),
  ];
}

function buildInfo(): Metric {
  return {
    name: "parley_build_info",
    type: "gauge",
    help: "Always 1; the label is the version of the program.",
    samples: [{ labels: { version: config.version }, value: 1 }],
  };
}

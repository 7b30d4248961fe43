import config from "../../deno.json" with { type: "json" };
import { gauge, type Metric } from "./exposition.ts";

/** What any program can tell of itself. */
export function processMetrics(): Metric[] {
  const { rss, heapUsed } = Deno.memoryUsage();
  const metrics = [
    gauge("process_resident_memory_bytes", "Memory that the process takes.", rss),
    gauge("process_heap_bytes", "Memory that objects take in the JavaScript heap.", heapUsed),
    gauge(
      "process_start_time_seconds",
      "When the process was started, since 1970.",
      performance.timeOrigin / 1000,
    ),
    build(),
  ];
  const files = fileMetrics();
  return files ? [...metrics, ...files] : metrics;
}

function build(): Metric {
  return {
    name: "parley_build_info",
    type: "gauge",
    help: "Always 1; the label says which version runs.",
    samples: [{ labels: { version: config.version }, value: 1 }],
  };
}

/** Nothing where the system has no such files, or the program may not read them: Deno wants `-A`. */
function fileMetrics(): Metric[] | undefined {
  const path = "/proc/self";
  if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return undefined;
  try {
    // One of them is open only to read the others.
    const open = Array.from(Deno.readDirSync(`${path}/fd`)).length - 1;
    const most = /^Max open files +(\d+)/m.exec(Deno.readTextFileSync(`${path}/limits`))?.[1];
    return [
      gauge("process_open_fds", "Files and sockets that are open.", open),
      gauge("process_max_fds", "How many may be open.", Number(most ?? Infinity)),
    ];
  } catch {
    return undefined;
  }
}

import type { Result } from "./load.ts";
import { align, format, median } from "./report.ts";

/** One round with a number of servers that act as one; 0 stands for one server without NATS. */
export interface ClusterMeasurement {
  /** The folder of the servers' code. */
  readonly checkout: string;
  readonly size: number;
  readonly throughput: Result;
  readonly latency: Result;
}

/** Returns a table of the medians of all rounds. */
export function clusterTable(
  measurements: readonly ClusterMeasurement[],
  members: number,
): string {
  const sizes = [...new Set(measurements.map(({ size }) => size))];
  const row = (
    title: string,
    cell: (of: readonly ClusterMeasurement[], size: number) => string,
  ) => [title, ...sizes.map((size) => cell(measurements.filter((it) => it.size === size), size))];
  const figure = (
    part: "throughput" | "latency",
    key: string,
    unit: "count" | "microseconds" | "seconds",
    minSize = 0,
  ) =>
  (of: readonly ClusterMeasurement[], size: number) =>
    size < minSize ? "" : format(median(of.map((it) => it[part][key]!)), unit);
  return align([
    row(`${members} members`, (_, size) => {
      return size === 0 ? "alone" : `${size} with NATS`;
    }),
    row("deliveries a second", figure("throughput", "perSecond", "count")),
    row("CPU a million, all servers", figure("throughput", "cpuPerMillion", "seconds")),
    row("CPU a million, NATS", figure("throughput", "busCpuPerMillion", "seconds", 1)),
    row("delivery on the same server, p50", figure("latency", "p50", "microseconds")),
    row("… p99", figure("latency", "p99", "microseconds")),
    row("delivery on another server, p50", figure("latency", "farP50", "microseconds", 2)),
    row("… p99", figure("latency", "farP99", "microseconds", 2)),
  ]);
}

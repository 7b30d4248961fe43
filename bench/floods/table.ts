/**
 * The table of floods.
 *
 * @module
 */
import { align, median } from "../report.ts";
import type { Flood } from "./flood.ts";
import type { FloodMeasurement } from "./measure.ts";

/** How the floods are measured, for readers of the table. */
export const FLOODS_METHOD = `
An honest pair exchanges a message every 10 ms: the table has its round trips in milliseconds without
and with the flood. Disconnected: honest users that the server disconnected or did not log in, the pair
included. Memory: the maximum of the server's RSS since its start.`;

/** Returns a table with a row for each flood and server: medians, but maxima of users and memory. */
export function floodsTable(
  measurements: readonly FloodMeasurement[],
  floods: readonly Flood[],
): string {
  const rows = [
    ["", "server", "p50", "p99", "flooded p50", "p99", "p99 ratio", "disconnected", "memory"],
  ];
  for (const flood of floods) {
    for (const server of new Set(measurements.map(({ server }) => server))) {
      const own = measurements.filter((m) => m.flood === flood.name && m.server === server);
      if (own.length > 0) rows.push(row(flood, server, own));
    }
  }
  return align(rows);
}

/** Returns a line for each measurement: what the flood is, and more about it. */
export function floodNotes(
  measurements: readonly FloodMeasurement[],
  floods: readonly Flood[],
): string[] {
  return floods.flatMap(({ name, title }) =>
    measurements.filter(({ flood }) => flood === name).map(
      ({ server, flooded, outcome: { details } }) => {
        const missing = flooded.lost > 0 ? `, ${flooded.lost} messages of the pair lost` : "";
        return `${name} (${title}), ${server}: ${details}${missing}`;
      },
    )
  );
}

function row(
  { name, maxP99Ms }: Flood,
  server: string,
  measurements: readonly FloodMeasurement[],
): string[] {
  const middle = (figure: (measurement: FloodMeasurement) => number) =>
    median(measurements.map(figure));
  const maximum = (figure: (measurement: FloodMeasurement) => number) =>
    Math.max(...measurements.map(figure));
  const disconnected = maximum(disconnectedUsers);
  const p99 = middle(({ flooded }) => flooded.p99Ms);
  return [
    name,
    server,
    middle(({ undisturbed }) => undisturbed.p50Ms).toFixed(1),
    middle(({ undisturbed }) => undisturbed.p99Ms).toFixed(1),
    middle(({ flooded }) => flooded.p50Ms).toFixed(1),
    `${p99.toFixed(1)} ${p99 <= maxP99Ms ? "✓" : "✗"} ≤ ${maxP99Ms}`,
    middle(({ flooded, undisturbed }) => flooded.p99Ms / undisturbed.p99Ms).toFixed(1),
    `${disconnected} of ${measurements[0]!.outcome.honestUsers + 2} ${
      disconnected === 0 ? "✓" : "✗"
    }`,
    `${maximum(({ peakMiB }) => peakMiB).toFixed(0)} MiB`,
  ];
}

function disconnectedUsers({ flooded, outcome }: FloodMeasurement): number {
  return outcome.disconnected + flooded.disconnected;
}

/**
 * The tables: what each server did, and how Parley compares.
 *
 * @module
 */
import type { Result } from "./load.ts";
import type { Measurement } from "./rounds.ts";
import type { Bound, Figure, Workload } from "./workloads.ts";

/** What is compared with all others. */
export const SUBJECT = "parley";

/** How the figures come about, for whoever reads the tables. */
export const METHOD = `
Ten senders, each with at most 16 messages under way: one is until a designated other member has it.
In pairs all send, each with that window. Each delivered message has 200 bytes on the wire.
Latency: one message at a time to 99 others, a millisecond of rest between two; from before the send
to after the read that brings it, for each delivery and for the last of each message.
Idle: connected and logged in, eight at a time; memory is the growth of RSS a second later.
Busy: [server, load generator] in % of a core. Where the load generator is near 100, it is the limit.`;

/** A table of what each server did: the median of all rounds, and how busy it and the load were. */
export function figuresTable(
  measurements: readonly Measurement[],
  workloads: readonly Workload[],
  servers: readonly string[],
): string {
  const rows = [["", ...servers]];
  for (const workload of workloads) {
    rows.push([
      title(workload, measurements),
      ...servers.map((server) => {
        const all = of(measurements, workload.name, server).map(({ result }) => result);
        return all.length === 0
          ? ""
          : `[${percent(all, "serverBusy")}, ${percent(all, "loadBusy")}]`;
      }),
    ]);
    for (const figure of workload.figures) {
      rows.push([
        `  ${figure.title}`,
        ...servers.map((server) => {
          const values = of(measurements, workload.name, server).map((m) => m.result[figure.key]!);
          return values.length === 0 ? "-" : format(median(values), figure.unit);
        }),
      ]);
    }
  }
  return align(rows);
}

/** A table of the ratios to the others: median, spread over the rounds, and the goal. */
export function ratiosTable(
  measurements: readonly Measurement[],
  workloads: readonly Workload[],
  servers: readonly string[],
): string {
  const others = servers.filter((server) => server !== SUBJECT);
  const rows = [["", ...others.map((server) => `${SUBJECT} : ${server}`)]];
  for (const workload of workloads) {
    for (const figure of workload.figures) {
      const cells = others.map((server) => ratioCell(measurements, workload, figure, server));
      rows.push([`${workload.name}, ${figure.title}`, ...cells]);
    }
  }
  return align(rows);
}

/** Says where a goal is for the figure itself, and not for a ratio. */
export function goalLines(
  measurements: readonly Measurement[],
  workloads: readonly Workload[],
): string[] {
  return workloads.flatMap((workload) =>
    workload.figures.flatMap((figure) => {
      const values = of(measurements, workload.name, SUBJECT).map((m) => m.result[figure.key]!);
      if (!figure.goal || values.length === 0) return [];
      const shown = `${format(median(values), figure.unit)} ${
        verdict(median(values), figure.goal)
      }`;
      return [`${workload.name}, ${figure.title}: ${shown}`];
    })
  );
}

/** What the reader has to know before trusting the tables. */
export function warnings(measurements: readonly Measurement[]): Set<string> {
  const lines = new Set<string>();
  const others = measurements.map(({ result }) => result.othersBusy!);
  if (Math.max(...others) > 0.2) {
    const [usual, most] = [median(others).toFixed(1), Math.max(...others).toFixed(1)];
    lines.add(`Other programs took ${usual} cores meanwhile, and up to ${most}: measure again.`);
  }
  for (const { workload, result: { members, membersWanted } } of measurements) {
    if (members! >= membersWanted!) continue;
    lines.add(
      `${workload}: ${members} connections only, as many as files may be open (ulimit -n).`,
    );
  }
  return lines;
}

function ratioCell(
  measurements: readonly Measurement[],
  workload: Workload,
  { key, goals }: Figure,
  server: string,
): string {
  const theirs = of(measurements, workload.name, server);
  const ratios = of(measurements, workload.name, SUBJECT).flatMap(({ round, result }) => {
    const other = theirs.find((measurement) => measurement.round === round);
    return other ? [result[key]! / other.result[key]!] : [];
  });
  if (ratios.length === 0) return "-";
  const middle = median(ratios);
  const spread = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
  const goal = goals?.[server];
  return `${middle.toFixed(2)} (${spread})${goal ? ` ${verdict(middle, goal)}` : ""}`;
}

function verdict(value: number, bound: Bound): string {
  const [sign, limit, met] = "min" in bound
    ? ["≥", bound.min, value >= bound.min]
    : ["≤", bound.max, value <= bound.max];
  return `${met ? "✓" : "✗"} ${sign} ${limit}`;
}

function title({ name }: Workload, measurements: readonly Measurement[]): string {
  const members = measurements.find(({ workload }) => workload === name)?.result.members;
  return `${name} (${members} connections)`;
}

function of(measurements: readonly Measurement[], workload: string, server: string) {
  return measurements.filter((m) => m.workload === workload && m.server === server);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function percent(results: readonly Result[], key: string): string {
  return (median(results.map((result) => result[key]!)) * 100).toFixed(0);
}

function format(value: number, unit: Figure["unit"]): string {
  switch (unit) {
    case "count":
      return value >= 1e6 ? `${(value / 1e6).toFixed(2)} M` : `${(value / 1e3).toFixed(0)} k`;
    case "microseconds":
      return `${value.toFixed(0)} µs`;
    case "seconds":
      return `${value.toFixed(3)} s`;
    case "kilobytes":
      return `${value.toFixed(1)} KB`;
  }
}

/** Columns as wide as their widest cell, all but the first flush right. */
function align(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((cell, column) =>
      column ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)
    )
      .join("  ").trimEnd()
  ).join("\n");
}

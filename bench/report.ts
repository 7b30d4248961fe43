/**
 * The tables: the figures of each server, and Parley's ratios to the others.
 *
 * @module
 */
import type { Result } from "./load.ts";
import type { Measurement } from "./rounds.ts";
import type { Bound, Figure, Workload } from "./workloads.ts";

/** The server that is compared with all others. */
export const SUBJECT = "parley";

/** An explanation of the measurements, for readers of the tables. */
export const METHOD = `
Bursty and even: ten senders in one channel, with 16 messages in flight for each, or
64 with IRC. Each delivered message has 200 bytes on the wire. Bursty: a sender's message is in flight until one designated member
has received it. Even: each delivery to any member releases its share of a message, and the senders
take turns. Last member: from before the send until the last member has the message.
Pairs: all members send, each with the same limit.
Latency: one message at a time to all other members, with a pause of a millisecond. Measured from
before the send until after the read, for each delivery and for the last member.
Idle: members connect and log in, a few at a time. Memory is the growth of RSS a second later.
Busy: [server, load generator] in % of a core. Near 100, the load generator is the limit.`;

/** Returns a table of figures: medians of all rounds, and how busy server and load generator were. */
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
          // A figure is 0 if a short run saw nothing of its kind.
          const values = of(measurements, workload.name, server)
            .map(({ result }) => result[figure.key]!).filter((value) => value > 0);
          return values.length === 0 ? "-" : format(median(values), figure.unit);
        }),
      ]);
    }
  }
  return align(rows);
}

/** Returns a table of ratios to the other servers: median, range over the rounds, and goal. */
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

/** Returns a line for each figure that has a goal of its own, besides those for ratios. */
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

/** Returns the reasons for which the tables may be wrong. */
export function warnings(measurements: readonly Measurement[]): Set<string> {
  const lines = new Set<string>();
  const others = measurements.map(({ result }) => result.othersBusy!);
  if (Math.max(...others) > 0.2) {
    const [usual, maximum] = [median(others).toFixed(1), Math.max(...others).toFixed(1)];
    lines.add(
      `Other programs used ${usual} cores (at most ${maximum}) during the measurements: repeat them.`,
    );
  }
  for (const { workload, result: { members, membersWanted } } of measurements) {
    if (members! >= membersWanted!) continue;
    lines.add(
      `${workload}: only ${members} connections because of the limit on open files (ulimit -n).`,
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
    const other = theirs.find((measurement) => measurement.round === round)?.result[key];
    return other ? [result[key]! / other] : [];
  });
  if (ratios.length === 0) return "-";
  const middle = median(ratios);
  const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
  const goal = goals?.[server];
  return `${middle.toFixed(2)} (${range})${goal ? ` ${verdict(middle, goal)}` : ""}`;
}

function verdict(value: number, bound: Bound): string {
  const [sign, limit, met] = "min" in bound
    ? ["≥", bound.min, value >= bound.min]
    : ["≤", bound.max, value <= bound.max];
  return `${met ? "✓" : "✗"} ${sign} ${limit}`;
}

function title({ name }: Workload, measurements: readonly Measurement[]): string {
  const members = measurements.find(({ workload }) => workload === name)?.result.members;
  return members ? `${name} (${members} connections)` : name;
}

function of(measurements: readonly Measurement[], workload: string, server: string) {
  return measurements.filter((m) => m.workload === workload && m.server === server);
}

/** Returns the median of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function percent(results: readonly Result[], key: string): string {
  return (median(results.map((result) => result[key]!)) * 100).toFixed(0);
}

/** Formats a number of a certain kind. */
export function format(value: number, unit: Figure["unit"]): string {
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

/** Aligns the columns: the first one to the left, the others to the right. */
export function align(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((cell, column) =>
      column ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)
    )
      .join("  ").trimEnd()
  ).join("\n");
}

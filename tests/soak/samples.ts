import type { Usage } from "./processes.ts";

/** What was seen at one time. */
export interface Sample extends Usage {
  /** How long the slowest message since the sample before took, in milliseconds. */
  readonly latency: number;
}

/** How much more the last quarter may take than the second one, as a part of it and besides. */
const TOLERANCE = { memory: [0.15, 15], descriptors: [0.1, 5] } as const;

const MEASURES = ["memory", "descriptors", "latency"] as const;
type Measure = typeof MEASURES[number];
const UNITS: Record<Measure, string> = { memory: "MiB", descriptors: "", latency: "ms" };

/**
 * What was not flat: what had a larger median in the last quarter than in the second. In the first
 * one the program is still warming up.
 */
export function whatGrew(samples: readonly Sample[]): string[] {
  return (["memory", "descriptors"] as const).filter((measure) => {
    const [before, after] = [
      median(quarter(samples, 2), measure),
      median(quarter(samples, 4), measure),
    ];
    const [part, besides] = TOLERANCE[measure];
    return after > before * (1 + part) + besides;
  });
}

/** A table of medians and maxima, a column for each quarter. */
export function report(samples: readonly Sample[]): string {
  const quarters = [1, 2, 3, 4].map((number) => quarter(samples, number));
  const row = (cells: readonly string[]) => cells.map((cell) => cell.padEnd(20)).join("").trimEnd();
  return [
    row(["median (most)", "1st quarter", "2nd quarter", "3rd quarter", "4th quarter"]),
    ...MEASURES.map((measure) => {
      const figures = quarters.map((samples) => {
        const most = Math.max(...samples.map((sample) => sample[measure]));
        return `${median(samples, measure).toFixed(0)} (${most.toFixed(0)}) ${UNITS[measure]}`;
      });
      return row([measure, ...figures]);
    }),
  ].join("\n");
}

function quarter(samples: readonly Sample[], number: number): readonly Sample[] {
  const at = (quarters: number) => Math.floor(samples.length * quarters / 4);
  return samples.slice(at(number - 1), at(number));
}

function median(samples: readonly Sample[], measure: Measure): number {
  const sorted = samples.map((sample) => sample[measure]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

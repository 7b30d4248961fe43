import type { Usage } from "./usage.ts";

/** The measurements at one time. */
export interface Sample extends Usage {
  /** How long the slowest message since the last sample took, in milliseconds. */
  readonly latency: number;
}

/** How much larger the last quarter may be than the second: a share of it plus a fixed amount. */
const TOLERANCE = {
  memory: { share: 0.15, amount: 15 },
  descriptors: { share: 0.1, amount: 5 },
} as const;

const MEASURES = ["memory", "descriptors", "latency"] as const;
type Measure = typeof MEASURES[number];
const UNITS: Record<Measure, string> = { memory: "MiB", descriptors: "", latency: "ms" };

/**
 * Returns the measures that grew: those with a larger median in the last quarter than in the second.
 * The first quarter does not count because the program is still warming up.
 */
export function findGrowth(samples: readonly Sample[]): string[] {
  return (["memory", "descriptors"] as const).filter((measure) => {
    const [before, after] = [
      median(quarter(samples, 2), measure),
      median(quarter(samples, 4), measure),
    ];
    const { share, amount } = TOLERANCE[measure];
    return after > before * (1 + share) + amount;
  });
}

/** Returns a table of medians and maxima with a column for each quarter. */
export function report(samples: readonly Sample[]): string {
  const quarters = [1, 2, 3, 4].map((number) => quarter(samples, number));
  const row = (cells: readonly string[]) => cells.map((cell) => cell.padEnd(20)).join("").trimEnd();
  return [
    row(["median (maximum)", "1st quarter", "2nd quarter", "3rd quarter", "4th quarter"]),
    ...MEASURES.map((measure) => {
      const figures = quarters.map((samples) => {
        const maximum = Math.max(...samples.map((sample) => sample[measure]));
        return `${median(samples, measure).toFixed(0)} (${maximum.toFixed(0)}) ${UNITS[measure]}`;
      });
      return row([measure, ...figures]);
    }),
  ].join("\n");
}

function quarter(samples: readonly Sample[], number: number): readonly Sample[] {
  const index = (quarters: number) => Math.floor(samples.length * quarters / 4);
  return samples.slice(index(number - 1), index(number));
}

function median(samples: readonly Sample[], measure: Measure): number {
  const sorted = samples.map((sample) => sample[measure]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * Metrics as Prometheus reads them: version 0.0.4 of its text format.
 *
 * @module
 */

/** What the format is called on HTTP. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** One number. */
export interface Sample {
  /** What stands behind the metric's name, as in `_sum` of a histogram. */
  readonly suffix?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Numbers of one meaning. */
export interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** A metric that can only grow. */
export function counter(name: string, help: string, value: number): Metric {
  return { name, type: "counter", help, samples: [{ value }] };
}

/** A metric that goes up and down. */
export function gauge(name: string, help: string, value: number): Metric {
  return { name, type: "gauge", help, samples: [{ value }] };
}

/** The samples of numbers that differ in one label. */
export function samplesBy(label: string, values: ReadonlyMap<string, number>): Sample[] {
  return Array.from(values, ([name, value]) => ({ labels: { [label]: name }, value }));
}

/**
 * The text that Prometheus reads.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const text = formatMetrics([{
 *   name: "cups",
 *   type: "gauge",
 *   help: "Cups on the table.",
 *   samples: [{ labels: { of: 'so-called "tea"' }, value: 3 }],
 * }]);
 * assert.equal(
 *   text,
 *   '# HELP cups Cups on the table.\n# TYPE cups gauge\ncups{of="so-called \\"tea\\""} 3\n',
 * );
 * ```
 */
export function formatMetrics(metrics: Iterable<Metric>): string {
  return Array.from(metrics, formatMetric).join("");
}

function formatMetric({ name, type, help, samples }: Metric): string {
  const lines = samples.map(({ suffix = "", labels = {}, value }) =>
    `${name}${suffix}${formatLabels(labels)} ${formatNumber(value)}\n`
  );
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function formatLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

/** A number as the format writes it. */
export function formatNumber(value: number): string {
  return Math.abs(value) === Infinity ? (value > 0 ? "+Inf" : "-Inf") : String(value);
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}

/**
 * Metrics in version 0.0.4 of the text format of Prometheus.
 *
 * These lines are our own because `prom-client` would be fetched before every start, and measures the
 * event loop in a way that fails in Deno: see docs/architecture.md.
 *
 * @module
 */

/** The media type of the format. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** One number of a metric. */
export interface Sample {
  /** The end of the metric's name, such as `_sum` in a histogram. */
  readonly suffix?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric with all its samples. */
export interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** Returns a metric that only ever grows. */
export function counter(name: string, help: string, value: number): Metric {
  return { name, type: "counter", help, samples: [{ value }] };
}

/** Returns a metric that can rise and fall. */
export function gauge(name: string, help: string, value: number): Metric {
  return { name, type: "gauge", help, samples: [{ value }] };
}

/** Returns a sample for each value of one label. */
export function samplesBy(label: string, values: ReadonlyMap<string, number>): Sample[] {
  return Array.from(values, ([name, value]) => ({ labels: { [label]: name }, value }));
}

/**
 * Formats metrics for Prometheus.
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

/** Formats a number for Prometheus. */
export function formatNumber(value: number): string {
  return Math.abs(value) === Infinity ? (value > 0 ? "+Inf" : "-Inf") : String(value);
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}

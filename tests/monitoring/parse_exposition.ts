import assert from "node:assert/strict";

/** Metrics as a strict parser of Prometheus' text format reads them. */
export class Exposition {
  /** The type of each metric by its name, in order. */
  readonly types = new Map<string, string>();
  /** The numbers by their names and labels, such as `cups{of="tea"}`. */
  readonly samples = new Map<string, number>();

  /** Parses a text; fails if it violates the format. */
  constructor(text: string) {
    assert(text.endsWith("\n"), "the last line does not end");
    const lines = text.slice(0, -1).split("\n");
    while (lines.length > 0) this.#readMetric(lines);
  }

  /** Returns the number of a sample; fails if it is missing. */
  value(sample: string): number {
    const value = this.samples.get(sample);
    assert(value !== undefined, `there is no ${sample}`);
    return value;
  }

  #readMetric(lines: string[]): void {
    const [, name] = take(lines, /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\]|\\[\\n])+$/);
    const [, typed, type] = take(lines, /^# TYPE (\S+) (counter|gauge|histogram)$/);
    assert.equal(typed, name);
    assert(!this.types.has(name!), `${name} is there twice`);
    assert.equal(name!.endsWith("_total"), type === "counter", `${name} is a ${type}`);
    this.types.set(name!, type!);
    const own = new Map<string, number>();
    while (lines.length > 0 && !lines[0]!.startsWith("#")) {
      const [, id, base, value] = take(
        lines,
        /^(([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{[a-z]+="(?:[^\\"]|\\[\\"n])*"(?:,[a-z]+="(?:[^\\"]|\\[\\"n])*")*\})?) ([-+]?(?:\d+(?:\.\d+)?(?:e[-+]\d+)?|Inf)|NaN)$/,
      );
      const isOwn = type === "histogram"
        ? ["_bucket", "_sum", "_count"].some((suffix) => base === name + suffix)
        : base === name;
      assert(isOwn, `${base} stands below ${name}`);
      assert(!own.has(id!), `${id} is there twice`);
      own.set(id!, Number(value!.replace("Inf", "Infinity")));
    }
    if (type === "histogram") checkHistogram(name!, own);
    for (const [id, value] of own) this.samples.set(id, value);
  }
}

function take(lines: string[], pattern: RegExp): RegExpExecArray {
  const line = lines.shift()!;
  const match = pattern.exec(line);
  assert(match, `${line} is not like ${pattern}`);
  return match;
}

function checkHistogram(name: string, samples: ReadonlyMap<string, number>): void {
  const bounds: number[] = [];
  const counts: number[] = [];
  for (const [id, value] of samples) {
    const bound = /_bucket\{le="(.*)"\}$/.exec(id)?.[1];
    if (bound === undefined) continue;
    bounds.push(Number(bound.replace("Inf", "Infinity")));
    counts.push(value);
  }
  assert.deepEqual(bounds, bounds.toSorted((a, b) => a - b));
  assert.deepEqual(counts, counts.toSorted((a, b) => a - b));
  assert.equal(bounds.at(-1), Infinity);
  assert.equal(counts.at(-1), samples.get(`${name}_count`));
  assert(samples.has(`${name}_sum`));
}

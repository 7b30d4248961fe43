import assert from "node:assert/strict";
import { counter, formatMetrics, gauge, samplesBy } from "../../lib/monitoring/exposition.ts";
import { Exposition } from "./parse_exposition.ts";

Deno.test("formatMetrics writes each number on one line, whatever labels and help texts contain", () => {
  const text = formatMetrics([
    gauge("cups", "Cups \\ on\nthe table.", 3),
    counter("sips_total", "Sips.", 2 ** 53),
    {
      name: "leaves",
      type: "gauge",
      help: "Leaves.",
      samples: samplesBy("of", new Map([['a "b" \\c\n# HELP d', -1.5], ["", NaN]])),
    },
  ]);
  assert.equal(
    text,
    [
      "# HELP cups Cups \\\\ on\\nthe table.",
      "# TYPE cups gauge",
      "cups 3",
      "# HELP sips_total Sips.",
      "# TYPE sips_total counter",
      "sips_total 9007199254740992",
      "# HELP leaves Leaves.",
      "# TYPE leaves gauge",
      'leaves{of="a \\"b\\" \\\\c\\n# HELP d"} -1.5',
      'leaves{of=""} NaN',
      "",
    ].join("\n"),
  );
  assert.deepEqual([...new Exposition(text).types.keys()], ["cups", "sips_total", "leaves"]);
});

Deno.test("formatMetrics writes very large and very small numbers", () => {
  const values = [Infinity, -Infinity, 1e300, 1e-300, 0, 0.1];
  const text = formatMetrics(values.map((value, index) => gauge(`n${index}`, "A number.", value)));
  assert.deepEqual([...new Exposition(text).samples.values()], values);
});

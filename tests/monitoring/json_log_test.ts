import assert from "node:assert/strict";
import { jsonLine, lostLine } from "../../lib/monitoring/json_log.ts";
import type { Status } from "../../lib/net/status.ts";
import { safeText } from "../../lib/terminal/safe_text.ts";

const TIME = new Date("2026-01-02T03:04:05.678Z");
const START = { time: TIME.toISOString(), level: "info" };
const peer: Deno.NetAddr = { transport: "tcp", hostname: "::1", port: 5000 };

const HOSTILE = [
  'quote " and \\ backslash',
  "line\nend\r\n\u2028\u2029",
  "\x1b]0;title\x07\x1b[2J\x00\x7f\x9b31m",
  "\u202eright to left\u2066",
  "\ud800 half a character",
  '","level":"error","x":"',
  "__proto__",
  "日本語 👩‍🚀",
  "",
];

Deno.test("jsonLine writes each status as one line that parses back, whatever names contain", () => {
  for (const name of HOSTILE) {
    const cases: [Status, Record<string, unknown>][] = [
      [{ type: "connected", peer }, { event: "connected", peer: "[::1]:5000" }],
      [
        { type: "named", peer, name, dialect: "channel" },
        { event: "named", peer: "[::1]:5000", name, dialect: "channel" },
      ],
      [
        { type: "left", peer, name, reason: name },
        { event: "left", peer: "[::1]:5000", name, reason: name },
      ],
      [
        { type: "left", peer, name: undefined, reason: "disconnected" },
        { event: "left", peer: "[::1]:5000", reason: "disconnected" },
      ],
      [{ type: "accepting" }, { event: "accepting" }],
      [
        { type: "failed", doing: "Cannot do it", error: new Error(name) },
        { event: "failed", level: "error", doing: "Cannot do it", error: name },
      ],
      [
        { type: "failed", doing: "Cannot do it", error: name },
        { event: "failed", level: "error", doing: "Cannot do it", error: name },
      ],
    ];
    for (const [status, expected] of cases) {
      const line = jsonLine(status, TIME);
      assert.deepEqual(JSON.parse(line), { ...START, ...expected });
      // The line is safe to print: escaping it again would change it.
      assert.equal(safeText(line), line);
      assert(!line.includes("\n"));
    }
  }
});

Deno.test("jsonLine includes the stack of an error only for debugging", () => {
  const error = new Error("no luck");
  const status: Status = { type: "failed", doing: "Cannot do it", error };
  assert.equal(JSON.parse(jsonLine(status, TIME)).stack, undefined);
  assert.equal(JSON.parse(jsonLine(status, TIME, true)).stack, error.stack);
});

Deno.test("jsonLine always includes the stack of a bug, up to a length", () => {
  const error = new TypeError("a bug");
  error.stack = `TypeError: a bug\n${"    at somewhere\n".repeat(10_000)}`;
  const status: Status = { type: "internal-error", doing: "Cannot do it", error, repeats: 3 };
  const { stack, ...fields } = JSON.parse(jsonLine(status, TIME));
  assert.match(stack, /^TypeError: a bug\n {4}at somewhere\n/);
  assert(stack.length < 5000);
  assert.deepEqual(fields, {
    ...START,
    ...{
      level: "error",
      event: "internal-error",
      doing: "Cannot do it",
      error: "a bug",
      repeats: 3,
    },
  });
});

Deno.test("lostLine is JSON as well", () => {
  assert.deepEqual(JSON.parse(lostLine(3, TIME)), {
    ...START,
    ...{ level: "warning", event: "lost", count: 3 },
  });
});

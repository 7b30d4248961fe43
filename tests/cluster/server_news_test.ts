import assert from "node:assert/strict";
import { NatsNews } from "../../lib/cluster/nats_news.ts";
import { ServerNews } from "../../lib/cluster/server_news.ts";
import { type Status, statusLine } from "../../lib/net/status.ts";
import { ManualClock } from "../support/manual_clock.ts";

/** How a server behind an address comes or goes. */
type Step = `${"+" | "-" | "!"}${string}`;

/** A server that reports what others do. */
class Watcher {
  readonly clock = new ManualClock();
  readonly statuses: Status[] = [];
  readonly news: ServerNews;
  #servers = 1;

  constructor(...present: string[]) {
    const onStatus = (status: Status) => void this.statuses.push(status);
    this.news = new ServerNews(this.clock, () => this.#servers, onStatus);
    for (const address of present) this.step(`+${address}`);
    this.news.open("lab", "me:1");
  }

  /** Lets a server join (`+`), stop (`-`) or be lost (`!`). */
  step(step: Step): void {
    const info = { slot: 1, boot: "b", address: step.slice(1) };
    const joins = step.startsWith("+");
    this.#servers += joins ? 1 : -1;
    if (joins) this.news.joined(info);
    else this.news.left(info, step.startsWith("-") ? "stopped" : "dead");
  }

  /** Returns the lines of the log since the last call. */
  read(): string[] {
    return this.statuses.splice(0).map(statusLine);
  }
}

const LOST = "is lost: it was killed, hangs or is cut off";

const CASES: { name: string; present: string[]; steps: Step[]; lines: string[] }[] = [
  {
    name: "one joins",
    present: [],
    steps: ["+a:1"],
    lines: ["Server a:1 has joined. There are 2 servers now"],
  },
  {
    name: "one that was there at the start stops and comes back",
    present: ["a:1", "b:1"],
    steps: ["-a:1", "+a:1"],
    lines: [
      "Server a:1 has stopped. There are 2 servers now",
      "Server a:1 is back. There are 3 servers now",
    ],
  },
  {
    name: "the only other one is lost and comes back",
    present: ["a:1"],
    steps: ["!a:1", "+a:1"],
    lines: [
      `Server a:1 ${LOST}. This is the only server now`,
      "Server a:1 is back. There are 2 servers now",
    ],
  },
  {
    name: "a killed one is there again before its loss shows",
    present: ["a:1"],
    steps: ["+a:1", "!a:1"],
    lines: [
      "Another server at a:1 has joined. There are 3 servers now",
      `One of the servers at a:1 ${LOST}. There are 2 servers now`,
    ],
  },
  {
    name: "several behind a load balancer stop one after the other",
    present: ["a:1", "a:1"],
    steps: ["-a:1", "-a:1", "+a:1"],
    lines: [
      "One of the servers at a:1 has stopped. There are 2 servers now",
      "Server a:1 has stopped. This is the only server now",
      "Server a:1 is back. There are 2 servers now",
    ],
  },
  {
    name: "one has an address of a megabyte",
    present: [],
    steps: [`+${"x".repeat(1 << 20)}`],
    lines: [`Server ${"x".repeat(260)}… has joined. There are 2 servers now`],
  },
];

for (const { name, present, steps, lines } of CASES) {
  Deno.test(`the operator reads of each server that comes or goes: ${name}`, () => {
    const watcher = new Watcher(...present);
    watcher.read();
    const read = steps.flatMap((step) => {
      watcher.step(step);
      watcher.clock.advance(5000);
      return watcher.read();
    });
    assert.deepEqual(read, lines);
    watcher.news.close();
  });
}

Deno.test("a server that starts says which cluster it is in, and not who was there before", () => {
  const read = (...present: string[]) => new Watcher(...present).read();
  assert.deepEqual(read(), ['Joined the cluster "lab" as me:1. This is the only server now']);
  assert.deepEqual(read("a:1"), ['Joined the cluster "lab" as me:1. There are 2 servers now']);
});

Deno.test("twenty servers that start at once are two lines, the first at once", () => {
  const watcher = new Watcher();
  watcher.read();
  for (let n = 1; n < 20; n++) watcher.step(`+s${n}:1`);
  assert.deepEqual(watcher.read(), ["Server s1:1 has joined. There are 2 servers now"]);
  watcher.clock.advance(1000);
  const named = Array.from({ length: 10 }, (_, index) => `s${index + 2}:1`).join(", ");
  assert.equal(watcher.statuses[0]!.type, "servers");
  const { addresses } = watcher.statuses[0] as Status & { type: "servers" };
  assert.equal(addresses.length, 18);
  assert.deepEqual(watcher.read(), [
    `Servers ${named} and 8 more have joined. There are 20 servers now`,
  ]);
  watcher.clock.advance(60_000);
  assert.deepEqual(watcher.read(), []);
  watcher.news.close();
});

Deno.test("servers that come and go together share lines, by what happened to them", () => {
  const watcher = new Watcher("a:1", "b:1", "c:1");
  watcher.step("-c:1");
  watcher.read();
  for (const step of ["!a:1", "!b:1", "+c:1", "+d:1"] as const) watcher.step(step);
  watcher.clock.advance(1000);
  assert.deepEqual(watcher.read(), [
    "Servers a:1 and b:1 are lost: they were killed, hang or are cut off. There are 3 servers now",
    "Server c:1 is back. There are 3 servers now",
    "Server d:1 has joined. There are 3 servers now",
  ]);
  watcher.news.close();
});

for (const periodMs of [500, 2000, 8000]) {
  Deno.test(`a server that comes and goes every ${periodMs} ms is a line a minute in the end`, () => {
    const watcher = new Watcher("a:1");
    watcher.read();
    let losses = 0;
    const flap = (durationMs: number) => {
      for (let passedMs = 0; passedMs < durationMs; passedMs += 2 * periodMs) {
        watcher.step("!a:1");
        watcher.clock.advance(periodMs);
        watcher.step("+a:1");
        watcher.clock.advance(periodMs);
        losses++;
      }
    };
    flap(200_000);
    const first = watcher.read();
    assert(first.length <= 12, first.join("\n"));
    flap(600_000);
    const later = watcher.read();
    assert(later.length <= 10, later.join("\n"));
    watcher.clock.advance(60_000);
    const lines = [...first, ...later, ...watcher.read()];
    assert.match(lines.at(-1)!, /^Server a:1 is back( \(gone .* since the last notice\))?\. There/);
    const told = lines.map((line) => {
      const [, once, times] = / \(gone (?:(once)|(\d+) times) since/.exec(line) ?? [];
      return Number(times ?? (once || line.includes("is lost") ? 1 : 0));
    });
    assert.equal(told.reduce((sum, times) => sum + times), losses);
    // Once it has been there for a while, it is told at once again.
    watcher.clock.advance(180_000);
    watcher.step("-a:1");
    assert.deepEqual(watcher.read(), ["Server a:1 has stopped. This is the only server now"]);
    watcher.news.close();
    assert.equal(watcher.clock.pendingTimers, 0);
  });
}

Deno.test("what is waiting is told when the server stops, and nothing afterwards", () => {
  const watcher = new Watcher("a:1");
  watcher.step("!a:1");
  watcher.step("+b:1");
  watcher.read();
  watcher.news.close();
  assert.deepEqual(watcher.read(), ["Server b:1 has joined. There are 2 servers now"]);
  watcher.step("+c:1");
  assert.deepEqual(watcher.read(), []);
});

Deno.test("a connection to NATS that is lost again and again is a line a minute in the end", () => {
  const clock = new ManualClock();
  const lines: string[] = [];
  const news = new NatsNews(clock, (text) => lines.push(text));
  const flap = (times: number) => {
    for (let n = 0; n < times; n++) {
      news.noteConnection("Lost it", false);
      clock.advance(50);
      news.noteConnection("Connected again", true);
      news.note("NATS reports an error");
      clock.advance(50);
    }
  };
  flap(1);
  clock.advance(1000);
  assert.deepEqual(lines.splice(0), ["Lost it", "Connected again", "NATS reports an error"]);
  flap(6000);
  const first = lines.splice(0);
  assert(first.length <= 50, first.join("\n"));
  assert(
    first.some((line) => /^Connected again \(lost \d+ times since the last notice\)$/.test(line)),
  );
  flap(600);
  const minute = lines.splice(0);
  assert(minute.length <= 2, minute.join("\n"));
  news.noteConnection("Lost it", false);
  news.close();
  assert.match(lines.join("\n"), /^Lost it \(lost \d+ times since the last notice\)$/m);
  assert.equal(clock.pendingTimers, 0);
});

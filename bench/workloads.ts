/**
 * What the servers have to do, and what of it is looked at.
 *
 * @module
 */

/** Something to measure, in the same way for each server. */
export interface Workload {
  readonly name: string;
  /** What the load generator calls it. */
  readonly kind: "channel" | "latency" | "idle" | "direct";
  /** For the load generator, and what is different in a quick run. */
  readonly settings: Readonly<Record<string, number>>;
  readonly quick: Readonly<Record<string, number>>;
  /** The protocols to speak with servers that are not to be spoken to in their usual one. */
  readonly protocols?: Readonly<Record<string, string>>;
  /** Who cannot do it. */
  readonly without?: readonly string[];
  readonly figures: readonly Figure[];
}

/** One number of a result, and how it should compare. */
export interface Figure {
  readonly key: string;
  readonly title: string;
  readonly unit: "count" | "microseconds" | "seconds" | "kilobytes";
  /** Bounds for the ratio of Parley's figure to that of another server. */
  readonly goals?: Readonly<Record<string, Bound>>;
  /** A bound for Parley's figure itself. */
  readonly goal?: Bound;
}

/** What a number should be at least, or at most. */
export type Bound = { readonly min: number } | { readonly max: number };

const CPU: Figure = { key: "cpuPerMillion", title: "server CPU a million", unit: "seconds" };
const SENDING = { window: 16, warmup: 1000, duration: 2000 };
const QUICK = { warmup: 200, duration: 300 };

/** All workloads, in the order in which they are run and shown. */
export const WORKLOADS: readonly Workload[] = [
  channel(10, { floor: { min: 0.85 }, ngircd: { min: 4 } }),
  channel(100, { floor: { min: 0.95 }, ngircd: { min: 5.5 } }),
  channel(1000, { floor: { min: 0.8 }, ngircd: { min: 2.3 } }),
  {
    name: "latency-100",
    kind: "latency",
    settings: { members: 100, messages: 1000, pause: 1, warmup: 1000 },
    quick: { messages: 100, warmup: 200 },
    figures: [
      latency("p50", "one delivery, p50"),
      latency("p99", "one delivery, p99"),
      latency("lastP50", "until the last has it, p50"),
      latency("lastP99", "until the last has it, p99"),
    ],
  },
  {
    name: "idle-10000",
    kind: "idle",
    settings: { members: 10_000, duration: 1000 },
    quick: { members: 1000, duration: 200 },
    figures: [
      { key: "connectSeconds", title: "time until all are in", unit: "seconds" },
      {
        key: "kilobytesEach",
        title: "server memory each",
        unit: "kilobytes",
        goal: { max: 8 },
      },
    ],
  },
  // The same between 500 pairs of users, as lines with an answer each and as frames without.
  pairs("direct-500", { parley: "direct", against: "direct", ngircd: "irc" }),
  pairs("frames-500", { parley: "channel", against: "channel", ngircd: "irc" }),
];

function pairs(name: string, protocols: Record<string, string>): Workload {
  return {
    name,
    kind: "direct",
    settings: { ...SENDING, members: 1000 },
    quick: { ...QUICK, members: 100 },
    protocols,
    without: ["floor", "deno"],
    figures: [
      { key: "perSecond", title: "messages/s", unit: "count", goals: { ngircd: { min: 1.5 } } },
      CPU,
    ],
  };
}

function channel(members: number, goals: Record<string, Bound>): Workload {
  return {
    name: `channel-${members}`,
    kind: "channel",
    settings: { ...SENDING, members, senders: 10 },
    quick: QUICK,
    figures: [{ key: "perSecond", title: "deliveries/s", unit: "count", goals }, CPU],
  };
}

function latency(key: string, title: string): Figure {
  const goals = { floor: { max: 2 }, ngircd: { max: 1 } };
  return { key, title, unit: "microseconds", goals };
}
